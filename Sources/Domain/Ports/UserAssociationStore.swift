/// Product users that belong to no account yet, and what is done about it.
package protocol UserAssociationStore: Sendable {
    func usersWithoutAccount() async throws -> (ids: TextColumn, emails: TextColumn)
    func place(_ users: [UserPlacement], in run: RunNumber, at now: Instant) async throws
    /// How many accounts a run gave that nobody has taken back since.
    func placements(of run: RunNumber) async throws -> Int
    /// Takes the accounts that a run gave away again, except where somebody has changed them since; returns how many.
    func unplace(run: RunNumber, in undoing: RunNumber) async throws -> Int
    func knownPersons() async throws -> KnownPersons
}

/// A product user and the account that was found for them.
package struct UserPlacement: Sendable, Hashable {
    package let user: String
    package let account: String
    package let rule: String

    package init(user: String, account: String, rule: String) {
        self.user = user
        self.account = account
        self.rule = rule
    }
}
