/// What is known about accounts, by which members are associated: their persons, their domains and their names.
package struct AssociationBook: Sendable {
    package let accounts: Accounts
    package let persons: PersonEvidence
    package let domains: DomainEvidence
    let names: CompanyKeys
    let personIndex: KeyIndex
    let domainIndex: KeyIndex
    let nameIndex: KeyIndex
    let strippedIndex: KeyIndex

    /// The accounts that others refer to by their row.
    package struct Accounts: Sendable {
        package var ids: TextColumn
        package var names: TextColumn

        package init(ids: TextColumn, names: TextColumn) {
            self.ids = ids
            self.names = names
        }
    }

    package init(accounts: Accounts, persons: PersonEvidence, domains: DomainEvidence, names: CompanyKeys? = nil) {
        let names = names ?? CompanyKeys(accounts.names)
        self.accounts = accounts
        self.persons = persons
        self.domains = domains
        self.names = names
        personIndex = KeyIndex(persons.emails) { $0 < $1 }
        domainIndex = KeyIndex(domains.domains) { $0 < $1 }
        nameIndex = KeyIndex(names.whole) { $0 < $1 }
        strippedIndex = KeyIndex(names.withoutLegalForm) { $0 < $1 }
    }

    /// What a way found under a key: one account, several, or none.
    @inline(__always)
    func finding(_ way: CommunitySettings.Rule, _ found: KeyIndex.Found) -> WayFinding {
        switch found.count {
        case 0: WayFinding(outcome: .noCandidate)
        case 1: WayFinding(outcome: .linked, found: found)
        default: WayFinding(outcome: isOneAccount(way, found) ? .linked : .ambiguous, found: found)
        }
    }

    /// How many accounts are behind the entries that a way found.
    func accountCount(_ way: CommunitySettings.Rule, _ found: KeyIndex.Found) -> Int {
        guard found.count <= 8 else { return accounts(way, found).count }
        var distinct: [Int] = []
        forEachAccount(way, found) { if !distinct.contains($0) { distinct.append($0) } }
        return distinct.count
    }

    private func isOneAccount(_ way: CommunitySettings.Rule, _ found: KeyIndex.Found) -> Bool {
        let first = account(way, entry: Int(found.first))
        var isOne = true
        forEachAccount(way, found) { isOne = isOne && $0 == first }
        return isOne
    }

    @inline(__always)
    private func forEachAccount(_ way: CommunitySettings.Rule, _ found: KeyIndex.Found, _ body: (Int) -> Void) {
        switch way {
        case .person: personIndex.forEach(found) { body(Int(persons.accounts[$0])) }
        case .domainMap: domainIndex.forEach(found) { body(Int(domains.accounts[$0])) }
        case .name: nameIndex.forEach(found, body)
        case .nameWithoutLegalForm: strippedIndex.forEach(found, body)
        }
    }

    /// The distinct accounts behind the entries that a way found, in the order of their ids.
    func accounts(_ way: CommunitySettings.Rule, _ found: KeyIndex.Found) -> [Int] {
        let entries: [Int] =
            switch way {
            case .person: personIndex.rows(found)
            case .domainMap: domainIndex.rows(found)
            case .name: nameIndex.rows(found)
            case .nameWithoutLegalForm: strippedIndex.rows(found)
            }
        return Set(entries.map { account(way, entry: $0) }).sorted { accounts.ids[$0] < accounts.ids[$1] }
    }

    @inline(__always)
    func account(_ way: CommunitySettings.Rule, entry: Int) -> Int {
        switch way {
        case .person: Int(persons.accounts[entry])
        case .domainMap: Int(domains.accounts[entry])
        case .name, .nameWithoutLegalForm: entry
        }
    }
}

/// Domains that people assigned to accounts: one entry an assignment.
package struct DomainEvidence: Sendable {
    /// Hosts in form (`HostKey`).
    package var domains: KeyColumn
    /// The account's row.
    package var accounts: [UInt32]

    package init(domains: KeyColumn = KeyColumn(), accounts: [UInt32] = []) {
        self.domains = domains
        self.accounts = accounts
    }

    /// Assignments as files hold them; those of unknown accounts are left out.
    package init(_ domains: TextColumn, accounts: TextColumn, known: TextColumn) {
        let keys = KeyColumn(domains, by: .website(.host))
        let index = KeyIndex(KeyColumn(literal: known)) { $0 < $1 }
        let wanted = KeyColumn(literal: accounts)
        self.init()
        for row in 0..<domains.count where keys.hashes[row] != 0 {
            guard let found = index.find(wanted, row) else { continue }
            keys.bytes.withUnsafeBufferPointer { self.domains.append(Bytes(rebasing: $0[keys.range(row)])) }
            self.accounts.append(found.first)
        }
    }
}
