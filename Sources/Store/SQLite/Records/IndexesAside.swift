import Domain
import GRDB

/// Filling an empty table is twice as fast without its indexes: they are taken away in the transaction that finds it
/// empty, noted, and built again when the loading ends, or before the next run if it never did.
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
                arguments: [Self.prefix + name, index["sql"] as String])
            try execute(sql: "DROP INDEX \(quoted(name))")
        }
    }

    func restoreIndexes() throws {
        let notes = try Row.fetchAll(
            self, sql: "SELECT name, value FROM setting WHERE name GLOB ?", arguments: [Self.prefix + "*"])
        for note in notes {
            try execute(sql: note["value"])
            try execute(sql: "DELETE FROM setting WHERE name = ?", arguments: [note["name"] as String])
        }
    }

    private static let prefix = "index:"
}
