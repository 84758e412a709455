import Domain
import GRDB

/// Gives facts that named no account to the first account that their user got, for good (D§10).
struct FactSettling {
    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    /// Moves all that waited for users who now have an account; the table of who waits is written by a trigger.
    func settle() throws {
        let settled = try Row.fetchAll(
            database, sql: "SELECT user, account_id FROM fact_waiting WHERE account_id IS NOT NULL ORDER BY user")
        guard !settled.isEmpty else { return }
        let directory = try FactDirectory(database)
        let changes = AccountChanges(database)
        let updates = try ["event", "nps", "engagement_view"].map {
            try Update($0, database)
        }
        let forget = try RawStatement(database, "DELETE FROM fact_waiting WHERE user = ?")
        var accounts: [UInt32: UInt32] = [:]
        for row in settled {
            let user: Int64 = row["user"]
            var id: String = row["account_id"]
            let account = try id.withUTF8 { try directory.account($0) }
            for update in updates { try update.run(user: user, account: account) }
            changes.insert(account)
            accounts[UInt32(truncatingIfNeeded: user)] = UInt32(truncatingIfNeeded: account)
            forget.bind(1, integer: user)
            try forget.execute()
        }
        try moveCalendars(to: accounts)
        try changes.write(directory.revision)
    }

    /// Moves users' calendars from those that wait to those of their accounts.
    private func moveCalendars(to accounts: [UInt32: UInt32]) throws {
        let pages = try CalendarPages(database)
        var moved: [UInt32: [UserMarks]] = [:]
        try pages.reduce(account: 0) { user in
            guard let account = accounts[user.user] else { return user.marks }
            moved[account, default: []].append(user)
            return []
        }
        for (account, users) in moved.sorted(by: { $0.key < $1.key }) {
            try pages.merge(account: account, users.sorted { $0.user < $1.user })
        }
    }

    private final class Update {
        private let statement: RawStatement

        init(_ table: String, _ database: Database) throws {
            statement = try RawStatement(
                database, "UPDATE \(table) SET account = ?2 WHERE user = ?1 AND account IS NULL")
        }

        func run(user: Int64, account: Int64) throws {
            statement.bind(1, integer: user)
            statement.bind(2, integer: account)
            try statement.execute()
        }
    }
}
