/// A domain whose members have no account.
package struct UnresolvedDomain: Sendable, Hashable {
    package let domain: String
    package let members: Int
    package let activeMembers: Int
    /// The likeliest first.
    package var suggestions: [DomainSuggestion] = []

    package init(domain: String, members: Int, activeMembers: Int) {
        self.domain = domain
        self.members = members
        self.activeMembers = activeMembers
    }

    /// The account that a person would accept at once: its website is of the domain, or at least two known people, and
    /// nobody else's claim is worth a tenth of it.
    package var clear: DomainSuggestion? {
        guard let first = suggestions.first, first.people >= 2 || first.hasWebsite else { return nil }
        let others = suggestions.dropFirst()
        let everybody = suggestions.reduce(0) { $0 + $1.people }
        return others.contains(where: \.hasWebsite) || first.people * 10 < everybody * 9 ? nil : first
    }
}

/// An account that a domain may belong to, and what speaks for it.
package struct DomainSuggestion: Sendable, Hashable {
    package let account: String
    package let name: String
    /// People at the account with an address of the domain, by where they are known from.
    package var peopleBySource: [PersonSource: Int] = [:]
    package var hasWebsite = false
    /// The label of the domain that the account's name is similar to.
    package var similarLabel: String?

    package init(account: String, name: String) {
        self.account = account
        self.name = name
    }

    /// Sources may know the same people, so the largest of them counts and not their sum.
    package var people: Int { peopleBySource.values.max() ?? 0 }

    /// Why, in a few words.
    package var reason: String {
        let words: [(PersonSource, String, String)] = [
            (.product, "product user", "product users"), (.salesforce, "Salesforce contact", "Salesforce contacts"),
            (.imported, "known person", "known persons"),
        ]
        var reasons = words.compactMap { source, one, several -> String? in
            guard let count = peopleBySource[source], count > 0 else { return nil }
            return "\(count) \(count == 1 ? one : several) of this domain"
        }
        if hasWebsite { reasons.append("its website is of this domain") }
        if let similarLabel { reasons.append("its name is similar to \(similarLabel)") }
        return reasons.joined(separator: ", ")
    }

    /// Whether this account is the likelier one.
    package static func precedes(_ left: DomainSuggestion, _ right: DomainSuggestion) -> Bool {
        if left.people != right.people { return left.people > right.people }
        if left.hasWebsite != right.hasWebsite { return left.hasWebsite }
        if left.name.utf8.count != right.name.utf8.count { return left.name.utf8.count < right.name.utf8.count }
        return left.account < right.account
    }
}
