/// What is known about accounts, by which members are associated: their persons, their domains and their names.
package struct AssociationBook: Sendable {
    package let accounts: Accounts
    package let persons: PersonBook
    package let hosts: HostBook

    /// The accounts that others refer to by their row.
    package struct Accounts: Sendable {
        package var ids: TextColumn
        package var names: TextColumn

        package init(ids: TextColumn, names: TextColumn) {
            self.ids = ids
            self.names = names
        }
    }

    package init(accounts: Accounts, persons: PersonBook, hosts: HostBook) {
        self.accounts = accounts
        self.persons = persons
        self.hosts = hosts
    }

    package init(accounts: Accounts, persons: PersonEvidence, domains: DomainEvidence, names: CompanyKeys? = nil) {
        self.init(
            accounts: accounts, persons: PersonBook(persons),
            hosts: HostBook(domains: domains, names: names ?? CompanyKeys(accounts.names)))
    }

    /// How many accounts are behind the entries that a way found.
    func accountCount(_ way: CommunitySettings.Rule, _ found: KeyIndex.Found) -> Int {
        Set(everyAccount(way, found)).count
    }

    /// The distinct accounts behind the entries that a way found, in the order of their ids.
    func accounts(_ way: CommunitySettings.Rule, _ found: KeyIndex.Found) -> [Int] {
        Set(everyAccount(way, found)).map { Int($0) }.sorted { accounts.ids[$0] < accounts.ids[$1] }
    }

    /// Of the entries that a way found the first that speaks for an account.
    func entry(_ way: CommunitySettings.Rule, _ found: KeyIndex.Found, of account: UInt32) -> UInt32 {
        let entry = way == .person ? persons.person(found, at: account) : hosts.entry(way, found, of: account)
        return entry ?? found.first
    }

    private func everyAccount(_ way: CommunitySettings.Rule, _ found: KeyIndex.Found) -> [UInt32] {
        way == .person ? persons.accounts(found) : hosts.accounts(way, found)
    }
}
