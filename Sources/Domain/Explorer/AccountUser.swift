/// A user as their account's page lists them.
package struct AccountUser: Sendable, Hashable {
    package let id: String
    package let email: String?
    package let lastSeen: Instant?
    package let verdict: MatchVerdict?

    package init(id: String, email: String?, lastSeen: Instant?, verdict: MatchVerdict?) {
        self.id = id
        self.email = email
        self.lastSeen = lastSeen
        self.verdict = verdict
    }
}
