package import Domain
import GRDB

extension HubStore: BookmarkStore {
    package func bookmark(_ name: String) async throws -> String? {
        try await read { try $0.bookmark(name) }
    }

    package func setBookmark(_ name: String, to value: String?, in run: RunNumber?, at now: Instant) async throws {
        try await write { try $0.setBookmark(name, to: value, in: run, at: now) }
    }
}

extension Database {
    func bookmark(_ name: String) throws -> String? {
        try String.fetchOne(self, sql: "SELECT value FROM bookmark WHERE name = ?", arguments: [name])
    }

    /// Nothing removes it.
    func setBookmark(_ name: String, to value: String?, in run: RunNumber?, at now: Instant) throws {
        guard let value else {
            try execute(sql: "DELETE FROM bookmark WHERE name = ?", arguments: [name])
            return
        }
        try execute(
            sql: "INSERT OR REPLACE INTO bookmark (name, value, moved_in, moved_at) VALUES (?, ?, ?, ?)",
            arguments: [name, value, run?.value, now.milliseconds])
    }
}
