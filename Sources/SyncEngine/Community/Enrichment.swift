package import Domain

/// Finds person and account for the rows of any table, by the same ways as for members (D§17).
package struct Enrichment: Sendable {
    private let associator: Associator
    private let persons: KnownPersons

    package init(input: AssociationInput, persons: KnownPersons, configuration: HubConfiguration) {
        associator = input.associator(
            rules: configuration.community.match, providers: MailProviders(changes: configuration.freeMail))
        self.persons = persons
    }

    /// What was found for one row.
    package struct Finding: Sendable, Hashable {
        package var person = ""
        package var account = ""
        /// The way, `company` where the company's name decided, or why nothing was found.
        package var rule = ""
    }

    /// - Parameter companies: names to fall back on where the address leads nowhere; empty, or one for each address.
    package func find(emails: TextColumn, companies: TextColumn) -> [Finding] {
        let members = AssociationMembers(emails: emails)
        let decisions = associator.decide(members)
        let keys = CompanyKeys(companies)
        return (0..<members.count).map { row in
            let decision = decisions[row]
            var finding = Finding()
            finding.person = persons.id(ofEmail: members.emails[row]) ?? ""
            if decision.verdict == .linked {
                finding.account = associator.book.accounts.ids[Int(decision.account)]
                finding.rule = decision.rule >= 0 ? associator.rules[Int(decision.rule)].rawValue : "manual"
            } else if decision.verdict != .ambiguous, row < keys.whole.count,
                let found = associator.book.accounts(named: keys, row)
            {
                finding.account = found.count == 1 ? associator.book.accounts.ids[found.first] : ""
                finding.rule = found.count == 1 ? "company" : MatchVerdict.ambiguous.name
            } else {
                finding.rule = decision.verdict.name
            }
            return finding
        }
    }
}
