import Domain
import GRDB

extension HubStore {
    package func eraseUser(_ id: String) async throws {
        try await write { database in
            let key = try UInt32.fetchOne(database, sql: "SELECT key FROM user WHERE id = ?", arguments: [id])
            guard let key else { throw PlainError("There is no user with the id \(id).") }
            let changes = AccountChanges(database)
            let pages = try CalendarPages(database)
            for account in try Self.accounts(withCalendarsOf: key, database) {
                try pages.reduce(account: account) { $0.user == key ? [] : $0.marks }
                changes.insert(Int64(account))
            }
            for table in ["nps", "engagement_view"] {
                let accounts = try Int64.fetchAll(
                    database, sql: "SELECT DISTINCT account FROM \(table) WHERE user = ? AND account IS NOT NULL",
                    arguments: [key])
                for account in accounts { changes.insert(account) }
            }
            try database.execute(
                sql: """
                    DELETE FROM event WHERE user = :user;
                    UPDATE nps SET user = NULL, comment = NULL WHERE user = :user;
                    UPDATE engagement_view SET user = NULL WHERE user = :user;
                    DELETE FROM fact_waiting WHERE user = :user;
                    DELETE FROM user WHERE key = :user;
                    DELETE FROM spelling WHERE entity = 'user' AND record = :user;
                    UPDATE fact_state SET erasures = erasures + 1;
                    """,
                arguments: ["user": key])
            try changes.write(database.nextRevision())
        }
    }

    /// Reads every page: erasing is rare, and an index of users would cost more than all else.
    private static func accounts(withCalendarsOf user: UInt32, _ database: Database) throws -> [UInt32] {
        let pages = try RawStatement(database, "SELECT key >> 32, users FROM activity_calendar ORDER BY key")
        var accounts: [UInt32] = []
        while try pages.step() {
            var reader = CalendarPage.Reader(pages.bytes(1))
            while reader.nextUser() {
                guard reader.user == user else { continue }
                accounts.append(UInt32(truncatingIfNeeded: pages.integer(0)))
            }
        }
        return accounts
    }
}
