/// What the host of an e-mail address says about accounts: the same for all members who have it.
package struct HostFacts: Sendable {
    /// What is concluded of a member whom no person speaks for.
    var decision = AssociationDecision()
    private var domainMap = WayFinding()
    private var name = WayFinding()
    private var nameWithoutLegalForm = WayFinding()

    @inline(__always)
    subscript(way: CommunitySettings.Rule) -> WayFinding {
        get {
            switch way {
            case .person: WayFinding()
            case .domainMap: domainMap
            case .name: name
            case .nameWithoutLegalForm: nameWithoutLegalForm
            }
        }
        set {
            switch way {
            case .person: break
            case .domainMap: domainMap = newValue
            case .name: name = newValue
            case .nameWithoutLegalForm: nameWithoutLegalForm = newValue
            }
        }
    }

    /// Nothing that a provider of mail hosts is evidence.
    static let ofProvider = {
        var facts = HostFacts()
        for way in CommunitySettings.Rule.allCases { facts[way] = WayFinding(outcome: .excludedFreemail) }
        return facts
    }()
}

/// What one way found: the first entry of the book with the key, how many there are, and the first one's account.
struct WayFinding: Sendable {
    var outcome = RuleOutcome.noValue
    var found = KeyIndex.Found()
    var account = AssociationDecision.noAccount
}

extension HostBook {
    /// What is known of some of the hosts, in their order; parts can be worked out side by side.
    package func facts(
        of hosts: MemberHosts, _ part: Range<Int>, rules: [CommunitySettings.Rule], providers: MailProviders
    ) -> [HostFacts] {
        var facts = [HostFacts](repeating: HostFacts(), count: part.count)
        let keys = HostKeys(hosts.hosts, part, providers)
        for way in rules where way != .person {
            var found = findings(way, way == .domainMap ? keys.hosts : keys.labels)
            if way == .domainMap {
                let above = findings(way, keys.domains)
                for place in found.indices
                where found[place].outcome == .noCandidate && keys.domains.hashes[place] != 0 {
                    found[place] = above[place]
                }
            }
            for place in facts.indices { facts[place][way] = found[place] }
        }
        for place in keys.ofProviders { facts[place] = .ofProvider }
        for place in facts.indices { facts[place].decision = decision(rules, facts[place]) }
        return facts
    }

    private func decision(_ rules: [CommunitySettings.Rule], _ facts: HostFacts) -> AssociationDecision {
        AssociationDecision(rules) { way in
            way == .person ? WayFinding(outcome: .noCandidate) : facts[way]
        } accountCount: { way, found in
            Set(accounts(way, found)).count
        }
    }
}
