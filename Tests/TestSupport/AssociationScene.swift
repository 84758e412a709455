package import Domain

/// A small world of accounts, persons and assigned domains, to find members' accounts in.
package struct AssociationScene {
    /// Id and name.
    package var accounts: [(id: String, name: String)] = []
    /// Id and e-mail address.
    package var persons: [(id: String, email: String)] = []
    package var places: [(person: String, account: String, isPrimary: Bool)] = []
    package var domains: [(domain: String, account: String)] = []
    package var rules = CommunitySettings.Rule.allCases
    /// By the member's place in the list.
    package var overrides = LinkOverrides()

    package init() {}

    package func associator() -> Associator {
        let ids = TextColumn(accounts.map(\.id))
        let people = TextColumn(self.persons.map(\.id))
        let persons = PersonEvidence(
            ids: people, emails: KeyColumn(TextColumn(self.persons.map(\.email)), by: .email(foldsPlusTags: false)),
            places: .init(
                persons: RowsOfIDs(people).rows(of: TextColumn(places.map(\.person))),
                accounts: RowsOfIDs(ids).rows(of: TextColumn(places.map(\.account))),
                isPrimary: places.map(\.isPrimary)))
        let book = AssociationBook(
            accounts: .init(ids: ids, names: TextColumn(accounts.map(\.name))), persons: persons,
            domains: DomainEvidence(
                TextColumn(domains.map(\.domain)),
                accounts: RowsOfIDs(ids).rows(of: TextColumn(domains.map(\.account)))))
        return Associator(rules: rules, book: book, providers: MailProviders(), overrides: overrides)
    }

    /// What is concluded of members with these addresses: `Bluewater by domain_map`, `ambiguous(2) by name`, `unmatched`.
    package func conclusions(_ emails: [String]) -> [String] {
        let associator = associator()
        let members = AssociationMembers(emails: TextColumn(emails))
        let decisions = associator.decide(members)
        return emails.indices.map { index in
            let decision = decisions[index]
            let rule =
                decision.rule >= 0
                ? " by \(associator.rules[Int(decision.rule)].rawValue)"
                : decision.rule == AssociationDecision.byHand ? " by manual" : ""
            switch decision.verdict {
            case .linked: return accounts[Int(decision.account)].name + rule
            case .ambiguous: return "ambiguous(\(decision.count))" + rule
            default: return decision.verdict.name + rule
            }
        }
    }
}
