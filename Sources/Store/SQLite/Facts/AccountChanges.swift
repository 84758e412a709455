import Domain
import GRDB

/// Accounts whose facts one transaction changes, so that measuring again looks only at them.
final class AccountChanges {
    private let database: Database
    private var accounts: Set<UInt32> = []
    /// Older changes are forgotten, and snapshots from before them measured whole again.
    private static let keptTransactions = 2000

    init(_ database: Database) {
        self.database = database
    }

    func insert(_ account: Int64?) {
        if let account { accounts.insert(UInt32(truncatingIfNeeded: account)) }
    }

    func write(_ revision: Int64) throws {
        guard !accounts.isEmpty else { return }
        try Self.write(accounts.sorted(), revision: revision, to: database)
    }

    /// Writes ascending accounts.
    static func write(_ accounts: [UInt32], revision: Int64, to database: Database) throws {
        let insert = try RawStatement(database, "INSERT INTO fact_change (revision, accounts) VALUES (?, ?)")
        insert.bind(1, integer: revision)
        try accounts.withUnsafeBytes { bytes in
            insert.bind(2, blob: bytes.bindMemory(to: UInt8.self))
            try insert.execute()
        }
        let count = try Int.fetchOne(database, sql: "SELECT count(*) FROM fact_change") ?? 0
        guard count > keptTransactions else { return }
        try database.execute(
            sql: """
                UPDATE fact_state SET changes_from =
                    (SELECT revision FROM fact_change ORDER BY revision LIMIT 1 OFFSET ?);
                DELETE FROM fact_change WHERE revision <= (SELECT changes_from FROM fact_state);
                """,
            arguments: [count / 2])
    }

    /// The accounts changed after a revision, ascending; nothing where that is no longer known.
    static func since(_ revision: Int64, _ database: Database) throws -> [UInt32]? {
        let known = try Int64.fetchOne(database, sql: "SELECT max(changes_from, all_changed_in) FROM fact_state") ?? 0
        guard revision >= known else { return nil }
        var accounts: Set<UInt32> = []
        let rows = try RawStatement(database, "SELECT accounts FROM fact_change WHERE revision > ?")
        rows.bind(1, integer: revision)
        while try rows.step() {
            let bytes = UnsafeRawBufferPointer(rows.bytes(0))
            for offset in stride(from: 0, to: bytes.count - 3, by: 4) {
                accounts.insert(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            }
        }
        return accounts.sorted()
    }
}

extension AccountChanges {
    /// Says that any account's measures may have changed.
    static func markAll(_ database: Database) throws {
        try database.execute(
            sql: """
                UPDATE fact_state SET all_changed_in = (SELECT last FROM revision)
                WHERE all_changed_in < (SELECT last FROM revision)
                """)
    }
}
