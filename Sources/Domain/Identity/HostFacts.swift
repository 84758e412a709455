/// What the hosts of e-mail addresses say about accounts: the same for all members who have one of them.
package struct HostFacts: Sendable {
    /// For each host what is concluded of a member whom no person speaks for: all that most members' decisions look at.
    private(set) var decisions: [AssociationDecision] = []
    /// For each host what each way found.
    private var domainMap: [WayFinding] = []
    private var name: [WayFinding] = []
    private var nameWithoutLegalForm: [WayFinding] = []

    package init() {}

    package mutating func append(contentsOf more: HostFacts) {
        decisions += more.decisions
        domainMap += more.domainMap
        name += more.name
        nameWithoutLegalForm += more.nameWithoutLegalForm
    }

    /// What a way that is among the rules found of a host.
    func finding(_ way: CommunitySettings.Rule, _ host: Int) -> WayFinding {
        switch way {
        case .person: WayFinding()
        case .domainMap: domainMap[host]
        case .name: name[host]
        case .nameWithoutLegalForm: nameWithoutLegalForm[host]
        }
    }

    fileprivate mutating func take(_ findings: [WayFinding], of way: CommunitySettings.Rule) {
        switch way {
        case .person: break
        case .domainMap: domainMap = findings
        case .name: name = findings
        case .nameWithoutLegalForm: nameWithoutLegalForm = findings
        }
    }

    fileprivate mutating func take(_ decisions: [AssociationDecision]) {
        self.decisions = decisions
    }
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
    ) -> HostFacts {
        var facts = HostFacts()
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
            // Nothing that a provider of mail hosts is evidence.
            for place in keys.ofProviders { found[place] = WayFinding(outcome: .excludedFreemail) }
            facts.take(found, of: way)
        }
        facts.take((0..<part.count).map { decision(rules, facts, $0) })
        return facts
    }

    private func decision(_ rules: [CommunitySettings.Rule], _ facts: HostFacts, _ host: Int) -> AssociationDecision {
        AssociationDecision(rules) { way in
            way == .person ? WayFinding(outcome: .noCandidate) : facts.finding(way, host)
        } accountCount: { way, found in
            Set(accounts(way, found)).count
        }
    }
}
