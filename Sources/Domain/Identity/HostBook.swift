/// Accounts found by what the host of an e-mail address says: their assigned domains and their names (D§17.1).
package struct HostBook: Sendable {
    package let domains: DomainEvidence
    package let names: CompanyKeys
    private let domainIndex: KeyIndex
    private let nameIndex: KeyIndex
    private let strippedIndex: KeyIndex

    package init(domains: DomainEvidence, names: CompanyKeys) {
        self.domains = domains
        self.names = names
        domainIndex = KeyIndex(domains.domains) { $0 < $1 }
        nameIndex = KeyIndex(names.whole) { $0 < $1 }
        strippedIndex = KeyIndex(names.withoutLegalForm) { $0 < $1 }
    }

    /// What a way by domain or name says about some keys; without a key it says nothing.
    func findings(_ way: CommunitySettings.Rule, _ keys: KeyColumn) -> [WayFinding] {
        var findings = [WayFinding](repeating: WayFinding(), count: keys.count)
        for (place, found) in index(way).findAll(keys, 0..<keys.count).enumerated() where keys.hashes[place] != 0 {
            findings[place] = finding(way, found)
        }
        return findings
    }

    private func finding(_ way: CommunitySettings.Rule, _ found: KeyIndex.Found) -> WayFinding {
        guard found.count > 0 else { return WayFinding(outcome: .noCandidate) }
        let account = account(way, entry: found.first)
        let isClear = found.count == 1 || accounts(way, found).allSatisfy { $0 == account }
        return WayFinding(outcome: isClear ? .linked : .ambiguous, found: found, account: account)
    }

    /// The accounts behind the entries that a way found, with repetitions.
    func accounts(_ way: CommunitySettings.Rule, _ found: KeyIndex.Found) -> [UInt32] {
        index(way).rows(found).map { account(way, entry: UInt32($0)) }
    }

    /// Of the entries that a way found the first that names an account.
    func entry(_ way: CommunitySettings.Rule, _ found: KeyIndex.Found, of account: UInt32) -> UInt32? {
        index(way).rows(found).filter { self.account(way, entry: UInt32($0)) == account }.min().map { UInt32($0) }
    }

    /// The accounts with a name like this, whole or without its legal form: how many they are, and the first of them.
    func accounts(named keys: CompanyKeys, _ row: Int) -> (count: Int, first: Int)? {
        for (column, index) in [
            (keys.whole, nameIndex), (keys.whole, strippedIndex), (keys.withoutLegalForm, nameIndex),
        ]
        where column.hashes[row] != 0 {
            guard let found = index.find(column, row) else { continue }
            return (Int(found.count), Int(found.first))
        }
        return nil
    }

    /// Names stand in the accounts' own rows.
    private func account(_ way: CommunitySettings.Rule, entry: UInt32) -> UInt32 {
        way == .domainMap ? domains.accounts[Int(entry)] : entry
    }

    private func index(_ way: CommunitySettings.Rule) -> KeyIndex {
        switch way {
        case .name: nameIndex
        case .nameWithoutLegalForm: strippedIndex
        case .person, .domainMap: domainIndex
        }
    }
}
