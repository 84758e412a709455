import Domain
import Foundation
import GRDB

extension HubStore: BackupSource {
    package func backUp(to path: String) async throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw PlainError("\(path) is there already. Name a new file; a backup never writes over another.")
        }
        let partial = path + ".partial"
        try? FileManager.default.removeItem(atPath: partial)
        do {
            let copy = try DatabaseQueue(path: partial)
            // One step: readers and the writer go on, and the copy is of one moment.
            try pool.backup(to: copy)
            let verdict = try await copy.read { try String.fetchOne($0, sql: "PRAGMA quick_check") }
            try copy.close()
            guard verdict == "ok" else { throw PlainError("The copy did not pass SQLite's check. Try again.") }
            try FileManager.default.moveItem(atPath: partial, toPath: path)
        } catch let error as DatabaseError {
            try? FileManager.default.removeItem(atPath: partial)
            throw StoreError(error, path: path)
        }
    }

    /// A copy as of one moment, to try things on; whoever asks for it takes it away again.
    package func copy(to path: String) async throws -> HubStore {
        do {
            let copy = try DatabaseQueue(path: path)
            try pool.backup(to: copy)
            try copy.close()
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
        return try HubStore(path: path, createIfMissing: false)
    }

    /// Looks whether a file is a whole Crosswalk database that this program can read.
    package static func check(backup path: String) throws {
        do {
            var configuration = Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            let (verdict, version) = try queue.read { database in
                (
                    try String.fetchOne(database, sql: "PRAGMA quick_check"),
                    try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                )
            }
            guard verdict == "ok", version > 0 else {
                throw PlainError("\(path) is not a whole Crosswalk backup. Nothing was restored.")
            }
            guard version <= Migrations.steps.count else {
                throw PlainError(
                    "\(path) was made by a newer Crosswalk. Install that version first; nothing was restored.")
            }
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }
}
