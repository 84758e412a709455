import GRDB
import GRDBSQLite
import Synchronization

/// Copies pages from the WAL back into the file, beside the writer.
///
/// By itself SQLite leaves that to the commit which makes the WAL long, and that one waits for the copying and twice for the
/// disk. Here a second connection copies while the writer goes on. The writer waits only where it is the faster of the two:
/// a WAL that goes on growing takes fresh memory for each page, which is dearer than the wait.
final class BackgroundCheckpoints: Sendable {
    /// Pages in the WAL from which on they are copied: 4 MB.
    private static let enough = 1024
    /// Pages in the WAL at which the writer waits for them to be copied: 64 MB.
    private static let tooMany = 16 * enough

    /// The connection that copies; nothing before the file stands and after its store is gone.
    private let copier = Mutex<DatabaseQueue?>(nil)
    private let isCopying = Atomic(false)

    func begin(_ path: String) throws {
        var configuration = Configuration()
        configuration.label = "checkpoints"
        configuration.busyMode = .timeout(30)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        copier.withLock { $0 = queue }
    }

    /// Ends the copying that is under way. Whoever still writes copies by himself.
    func end() {
        let queue = copier.withLock { copier in
            defer { copier = nil }
            return copier
        }
        try? queue?.close()
    }

    /// To be told of each commit of this connection, which keeps this object alive by its configuration.
    func follow(_ writer: Database) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_wal_hook(
            writer.sqliteConnection,
            { context, connection, _, pages in
                if let context, let connection {
                    let checkpoints = Unmanaged<BackgroundCheckpoints>.fromOpaque(context).takeUnretainedValue()
                    checkpoints.committed(by: connection, pages: Int(pages))
                }
                return SQLITE_OK
            }, context)
    }

    /// What cannot be copied stays in the WAL, where it is as safe, until the next commit has it tried again.
    private func committed(by writer: OpaquePointer, pages: Int) {
        guard pages >= Self.enough else { return }
        let queue = copier.withLock { $0 }
        if let queue, pages < Self.tooMany {
            guard !isCopying.exchange(true, ordering: .acquiring) else { return }
            queue.asyncWriteWithoutTransaction { [self] in
                _ = try? $0.checkpoint()
                isCopying.store(false, ordering: .releasing)
            }
        } else if let queue {
            // After the one that is under way, what has been written since.
            _ = try? queue.writeWithoutTransaction { try $0.checkpoint() }
        } else {
            sqlite3_wal_checkpoint_v2(writer, "main", SQLITE_CHECKPOINT_PASSIVE, nil, nil)
        }
    }
}
