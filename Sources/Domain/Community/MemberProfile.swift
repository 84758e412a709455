/// One member with all columns, the account as stored, and what people decided.
package struct MemberProfile: Sendable, Hashable {
    package let key: MemberKey
    /// The member's number in the store.
    package let row: Int64
    package let columns: [Column]
    package let account: String?
    package let since: Instant?
    package let decidedIn: RunNumber?
    /// Accounts of before, the newest first.
    package let previous: [String]
    package let decisions: [Decision]

    package struct Column: Sendable, Hashable {
        package let name: String
        package let value: Value

        package init(name: String, value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// What a person said: this account, never this one, or (without an account) never any.
    package struct Decision: Sendable, Hashable {
        package let isLink: Bool
        package let account: String?
        package let author: String
        package let at: Instant
        package let reason: String?

        package init(isLink: Bool, account: String?, author: String, at: Instant, reason: String?) {
            self.isLink = isLink
            self.account = account
            self.author = author
            self.at = at
            self.reason = reason
        }
    }

    package init(
        key: MemberKey, row: Int64, columns: [Column], account: String?, since: Instant?, decidedIn: RunNumber?,
        previous: [String], decisions: [Decision]
    ) {
        self.key = key
        self.row = row
        self.columns = columns
        self.account = account
        self.since = since
        self.decidedIn = decidedIn
        self.previous = previous
        self.decisions = decisions
    }

    package subscript(name: String) -> Value { columns.first { $0.name == name }?.value ?? .null }
}
