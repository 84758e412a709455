/// When users of accounts were last seen, and their addresses: what the rule of recent users looks at.
package struct UserSightings: Sendable {
    /// The store's numbers of the users, ascending.
    package var rows: [Int64] = []
    package var ids = TextColumn()
    package var accountIDs = TextColumn()
    package var emails = TextColumn()
    /// Milliseconds; only users that were seen are here.
    package var lastSeen: [Int64] = []

    package init() {}

    package var count: Int { lastSeen.count }
}
