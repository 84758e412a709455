import Domain
import GRDB

/// Filling an empty table is twice as fast without its indexes: they are taken away in the transaction that finds it
/// empty, noted, and built again when the loading ends, or before the next run if it never did.
extension HubStore {
    /// Builds again what was set aside, of one table or of all, in memory that does not grow with the rows: on a connection of
    /// its own, whose sorting goes on in temporary files. Where the system has no room for those, the writer sorts in memory.
    ///
    /// The writer waits meanwhile, so that no transaction of ours runs into the lock.
    func restoreIndexes(of table: String? = nil) async throws {
        guard try await read({ try !$0.indexesAside(of: table).isEmpty }) else { return }
        let path = path
        do {
            try await pool.writeWithoutTransaction { writer in
                do {
                    var configuration = Configuration()
                    configuration.busyMode = .timeout(30)
                    configuration.prepareDatabase { try $0.keepPages(.scattered) }
                    let sorter = try DatabaseQueue(path: path, configuration: configuration)
                    try sorter.write { try $0.restoreIndexes(of: table) }
                } catch is DatabaseError {
                    try writer.inTransaction {
                        try writer.restoreIndexes(of: table)
                        return .commit
                    }
                }
            }
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }
}

extension Database {
    func setIndexesAside(of table: String) throws {
        guard try Row.fetchOne(self, sql: "SELECT 1 FROM \(quoted(table)) LIMIT 1") == nil else { return }
        let indexes = try Row.fetchAll(
            self, sql: "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL",
            arguments: [table])
        for index in indexes {
            let name: String = index["name"]
            try execute(
                sql: "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)",
                arguments: [Self.note(of: table) + name, index["sql"] as String])
            try execute(sql: "DROP INDEX \(quoted(name))")
        }
    }

    /// The same as the store's within a transaction, sorting in memory.
    func restoreIndexes(of table: String? = nil) throws {
        for note in try indexesAside(of: table) {
            try execute(sql: note["value"])
            try execute(sql: "DELETE FROM setting WHERE name = ?", arguments: [note["name"] as String])
        }
    }

    /// The notes on indexes that are set aside: the statement that builds each.
    fileprivate func indexesAside(of table: String?) throws -> [Row] {
        try Row.fetchAll(
            self, sql: "SELECT name, value FROM setting WHERE substr(name, 1, length(?1)) = ?1",
            arguments: [table.map(Self.note) ?? Self.notes])
    }

    /// What the names of all notes begin with.
    private static let notes = "index:"

    private static func note(of table: String) -> String { "\(notes)\(table):" }
}
