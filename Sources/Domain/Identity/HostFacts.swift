/// What the domain of an e-mail address says about accounts: the same for all members who have it.
package struct HostFacts: Sendable {
    var domainMap = WayFinding()
    var name = WayFinding()
    var nameWithoutLegalForm = WayFinding()

    @inline(__always)
    subscript(way: CommunitySettings.Rule) -> WayFinding {
        switch way {
        case .person: WayFinding()
        case .domainMap: domainMap
        case .name: name
        case .nameWithoutLegalForm: nameWithoutLegalForm
        }
    }

    /// Nothing that a provider of mail hosts is evidence.
    static let ofProvider = {
        let excluded = WayFinding(outcome: .excludedFreemail)
        return HostFacts(domainMap: excluded, name: excluded, nameWithoutLegalForm: excluded)
    }()
}

/// What one way found: the first entry of the book with the key and how many there are.
struct WayFinding: Sendable {
    var outcome = RuleOutcome.noValue
    var found = KeyIndex.Found()

    var entry: Int { Int(found.first) }
}

extension Associator {
    /// What is known of some of the hosts, in their order; parts can be worked out side by side.
    package func facts(of hosts: MemberHosts, _ part: Range<Int>) -> [HostFacts] {
        var facts = [HostFacts](repeating: HostFacts(), count: part.count)
        let keys = HostKeys(hosts.hosts, part, providers)
        for way in rules {
            switch way {
            case .person: continue
            case .domainMap:
                let whole = findings(keys.hosts, in: book.domainIndex, way)
                let registered = findings(keys.domains, in: book.domainIndex, way)
                for place in facts.indices {
                    facts[place].domainMap =
                        whole[place].outcome == .noCandidate && keys.domains.hashes[place] != 0
                        ? registered[place] : whole[place]
                }
            case .name:
                let found = findings(keys.labels, in: book.nameIndex, way)
                for place in facts.indices { facts[place].name = found[place] }
            case .nameWithoutLegalForm:
                let found = findings(keys.labels, in: book.strippedIndex, way)
                for place in facts.indices { facts[place].nameWithoutLegalForm = found[place] }
            }
        }
        for place in keys.ofProviders { facts[place] = .ofProvider }
        return facts
    }

    private func findings(
        _ keys: KeyColumn, in index: KeyIndex, _ way: CommunitySettings.Rule
    ) -> [WayFinding] {
        index.findAll(keys, 0..<keys.count).enumerated().map { place, found in
            keys.hashes[place] == 0 ? WayFinding() : book.finding(way, found)
        }
    }
}

/// The parts of some hosts that ways compare, in columns.
private struct HostKeys {
    private(set) var hosts: KeyColumn
    private(set) var domains: KeyColumn
    private(set) var labels: KeyColumn
    /// Places of those that belong to a provider of mail; they have no keys.
    private(set) var ofProviders: [Int] = []

    init(_ all: KeyColumn, _ part: Range<Int>, _ providers: MailProviders) {
        hosts = KeyColumn(capacity: part.count)
        domains = KeyColumn(capacity: part.count)
        labels = KeyColumn(capacity: part.count)
        let none = Bytes(start: nil, count: 0)
        var parts = HostParts()
        all.withView { view in
            for row in part {
                parts.read(host: view[row])
                let isOfProvider =
                    !parts.host.isEmpty && providers.contain(host: parts.host, registered: parts.domainStart)
                if isOfProvider { ofProviders.append(row - part.lowerBound) }
                hosts.append(isOfProvider ? none : parts.host)
                // A host that is itself what somebody registered has been looked for already.
                domains.append(isOfProvider || parts.domainStart == 0 ? none : parts.domain)
                labels.append(isOfProvider ? none : parts.label)
            }
        }
    }
}
