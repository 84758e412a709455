/// What is configured for accounts, or for users: the linked object, the rules, the mappings both ways.
package struct EntityConfiguration: Sendable, Hashable {
    /// The linked object: `Account`, `Contact` or any custom object.
    package var object: String
    /// In order; a rule that is left out is off.
    package var match: [MatchRule]
    /// Where the linked object keeps what rules compare; what is not named stands in the standard field.
    package var fields: [ComparedField: String] = [:]
    package var whenSeveral = WhenSeveral.first
    package var pull: [PullMapping] = []
    package var push: [PushMapping] = []

    package init(object: String, match: [MatchRule]) {
        self.object = object
        self.match = match
    }

    /// The fields that both push to, where both link one object: there they would write over each other.
    package func destinations(sharedWith other: EntityConfiguration) -> [String] {
        guard object.lowercased() == other.object.lowercased() else { return [] }
        return push.map(\.to).filter { name in other.push.contains { $0.to.lowercased() == name.lowercased() } }
    }

    /// What an account rule does with several candidates; user rules always reject (D§4, D§5).
    package enum WhenSeveral: String, Sendable, Hashable, CaseIterable {
        case first
        case reject
    }

    package static let defaultAccounts = EntityConfiguration(
        object: "Account", match: [.salesforceID, .websiteDomain(.host)])
    package static let defaultUsers = EntityConfiguration(
        object: "Contact", match: [.salesforceID, .email(foldsPlusTags: false)])
}
