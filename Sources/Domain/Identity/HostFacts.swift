/// What the domain of an e-mail address says about accounts: the same for all members who have it.
struct HostFacts: Sendable {
    var domainMap = WayFinding()
    var name = WayFinding()
    var nameWithoutLegalForm = WayFinding()

    subscript(way: CommunitySettings.Rule) -> WayFinding {
        switch way {
        case .person: WayFinding()
        case .domainMap: domainMap
        case .name: name
        case .nameWithoutLegalForm: nameWithoutLegalForm
        }
    }
}

/// What one way found: the first entry of the book with the key and how many there are.
struct WayFinding: Sendable {
    var outcome = RuleOutcome.noValue
    var found = KeyIndex.Found()

    var entry: Int { Int(found.first) }
}

/// Works out what is known of each host once, however many members have it.
struct HostFinder: ~Copyable {
    private let book: AssociationBook
    private let providers: MailProviders
    private var numbers = HostNumbers()
    private var facts: [HostFacts] = []
    private var hosts = KeyColumn()
    private var domains = KeyColumn()
    private var labels = KeyColumn()
    private var parts = HostParts()

    init(book: AssociationBook, providers: MailProviders) {
        self.book = book
        self.providers = providers
    }

    /// - Parameter email: an address that `EmailKey` has put into form.
    mutating func facts(of email: Bytes) -> HostFacts {
        var at = email.count - 1
        while email[at] != UInt8(ascii: "@") { at -= 1 }
        let number = numbers.number(of: email.from(at + 1))
        if number == facts.count { facts.append(workOut(email)) }
        return facts[number]
    }

    private mutating func workOut(_ email: Bytes) -> HostFacts {
        parts.read(email: email)
        hosts.append(parts.host)
        domains.append(parts.domain)
        labels.append(parts.label)
        var found = HostFacts()
        guard !parts.host.isEmpty else { return found }
        if providers.contain(host: parts.host) {
            let excluded = WayFinding(outcome: .excludedFreemail)
            return HostFacts(domainMap: excluded, name: excluded, nameWithoutLegalForm: excluded)
        }
        let row = hosts.count - 1
        found.domainMap = find(hosts, row, in: book.domainIndex, .domainMap)
        if found.domainMap.outcome == .noCandidate {
            found.domainMap = find(domains, row, in: book.domainIndex, .domainMap)
        }
        found.name = find(labels, row, in: book.nameIndex, .name)
        found.nameWithoutLegalForm = find(labels, row, in: book.strippedIndex, .nameWithoutLegalForm)
        return found
    }

    private func find(
        _ keys: KeyColumn, _ row: Int, in index: KeyIndex, _ way: CommunitySettings.Rule
    ) -> WayFinding {
        guard keys.hashes[row] != 0 else { return WayFinding() }
        guard let found = index.find(keys, row) else { return WayFinding(outcome: .noCandidate) }
        let isOne = found.count == 1 || book.accounts(way, found).count == 1
        return WayFinding(outcome: isOne ? .linked : .ambiguous, found: found)
    }
}
