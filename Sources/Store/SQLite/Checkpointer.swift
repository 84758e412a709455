import Dispatch
package import GRDB
import GRDBSQLite
import Synchronization

/// Copies what was committed from the WAL into the file, beside the writer, which would otherwise wait for the disk.
///
/// A passive checkpoint by a connection of its own hinders neither writer nor readers. Where the writer is faster for long,
/// it takes its turn itself, lest the WAL grow without end.
package final class Checkpointer: Sendable {
    private let path: String
    private let pagesPerPass: Int
    private let mostPages: Int
    private let queue = DispatchQueue(label: "checkpoints")
    private let progress = Mutex(Progress())

    private struct Progress {
        /// Pages of the WAL, counted from its beginning, at which the last pass looked.
        var seen = 0
        var isUnderWay = false
        var connection: DatabaseQueue?
    }

    /// - Parameters:
    ///   - pagesPerPass: so many new pages are worth a pass, for they go into the file in large steps.
    ///   - mostPages: from so many on the writer helps; 256 MiB.
    package init(path: String, pagesPerPass: Int = 4096, mostPages: Int = 65_536) {
        self.path = path
        self.pagesPerPass = pagesPerPass
        self.mostPages = mostPages
    }

    /// Looks after what this connection commits, for as long as it is open.
    package func follow(_ database: Database) throws {
        guard let connection = database.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
        // SQLite lets go of a function when the connection closes, of what a hook points at never.
        let this = Unmanaged.passRetained(self)
        let code = sqlite3_create_function_v2(
            connection, "crosswalk_checkpointer", 0, SQLITE_UTF8, this.toOpaque(), { _, _, _ in }, nil, nil,
            { $0.map { Unmanaged<Checkpointer>.fromOpaque($0).release() } })
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        sqlite3_wal_hook(
            connection,
            { given, connection, _, pages in
                guard let given, let connection else { return SQLITE_OK }
                Unmanaged<Checkpointer>.fromOpaque(given).takeUnretainedValue().committed(Int(pages), by: connection)
                return SQLITE_OK
            }, this.toOpaque())
    }

    /// Waits for the pass that is under way, if one is.
    package func finish() {
        queue.sync {}
    }

    /// A failure is no loss: the WAL keeps everything, and the next pass tries again.
    private func committed(_ pages: Int, by writer: OpaquePointer) {
        if pages >= mostPages {
            finish()
            sqlite3_wal_checkpoint_v2(writer, nil, SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        } else if isDue(pages) {
            queue.async { self.pass(over: pages) }
        }
    }

    private func isDue(_ pages: Int) -> Bool {
        progress.withLock { progress in
            // A WAL that is all copied begins anew.
            if pages < progress.seen { progress.seen = 0 }
            guard !progress.isUnderWay, pages - progress.seen >= pagesPerPass else { return false }
            progress.isUnderWay = true
            return true
        }
    }

    private func pass(over pages: Int) {
        let connection = progress.withLock { progress in
            if progress.connection == nil { progress.connection = try? DatabaseQueue(path: path) }
            return progress.connection
        }
        _ = try? connection?.writeWithoutTransaction { database in
            // A connection that has not read yet does not know of the WAL.
            _ = try Int.fetchOne(database, sql: "PRAGMA schema_version")
            return try database.checkpoint(.passive)
        }
        progress.withLock { progress in
            progress.seen = pages
            progress.isUnderWay = false
        }
    }
}
