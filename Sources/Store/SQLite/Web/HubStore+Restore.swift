package import Domain
import Foundation
import GRDB

extension HubStore {
    /// Takes over a backup's content whole, in one transaction: processes that have this file open go on with it.
    ///
    /// A crash in between leaves the old content.
    ///
    /// - Parameter scratch: where a copy of the backup is brought up to this program's schema first.
    package func takeOver(backup path: String, by scratch: String, at now: Instant) async throws {
        let files = FileManager.default
        func clear() {
            for ending in ["", "-wal", "-shm"] { try? files.removeItem(atPath: scratch + ending) }
        }
        clear()
        defer { clear() }
        try files.copyItem(atPath: path, toPath: scratch)
        let copy = try HubStore(path: scratch, createIfMissing: false)
        try await copy.setBookmark(Self.restoreBookmark, to: now.iso8601, in: nil, at: now)
        do {
            try copy.pool.backup(to: pool)
            try copy.pool.close()
        } catch let error as DatabaseError {
            throw StoreError(error, path: self.path)
        }
    }

    /// When the content was last replaced; what is remembered of the content before is void.
    package static let restoreBookmark = "restored"
}
