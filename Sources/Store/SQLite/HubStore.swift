import Domain
import Foundation
package import GRDB

/// The hub's own file: records, mirrors, links, facts, configuration and the journal, in one SQLite database.
///
/// One writer, many readers, WAL. What must be true together is written in one transaction (docs/guarantees.md).
/// The ports that it serves stand in extensions, one folder per subject.
package final class HubStore: Sendable {
    package let pool: DatabasePool
    package let path: String
    private let checkpoints = BackgroundCheckpoints()

    /// Opens the file, creating it if allowed, and brings its schema up to date.
    ///
    /// - Throws: `PlainError` when the file is missing or was written by a newer Crosswalk, `StoreError` when it cannot be
    ///   written or is no database.
    package init(path: String, createIfMissing: Bool) throws {
        self.path = path
        guard createIfMissing || FileManager.default.fileExists(atPath: path) else { throw Self.missing(path) }
        do {
            pool = try DatabasePool(path: path, configuration: Self.configuration(checkpoints))
            try checkpoints.begin(path)
            try Self.makeCommitsLast(pool)
            try Migrations.apply(to: pool)
            try DomainForms.settle(in: pool)
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    deinit {
        checkpoints.end()
    }

    private static func missing(_ path: String) -> PlainError {
        let file = URL(fileURLWithPath: path)
        return PlainError(
            "\(file.lastPathComponent) is missing from \(file.deletingLastPathComponent().relativePath). Put a backup in its "
                + "place with `crosswalk restore FILE`, or begin with an empty one with `crosswalk init`.")
    }

    private static func configuration(_ checkpoints: BackgroundCheckpoints) -> Configuration {
        var configuration = Configuration()
        configuration.maximumReaderCount = 6
        configuration.busyMode = .timeout(30)
        configuration.prepareDatabase { database in
            try database.keepPages(database.configuration.readonly ? .small : .usual)
            if !database.configuration.readonly { checkpoints.follow(database) }
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            // What is deleted is overwritten where that costs no more writing.
            try database.execute(sql: "PRAGMA secure_delete = FAST")
            try database.execute(sql: "PRAGMA foreign_keys = OFF")
            database.add(function: .cutText)
        }
        return configuration
    }

    /// A commit is on disk before it is acknowledged. Said once the pool stands: for a WAL, GRDB sets NORMAL by itself, with
    /// which the last commits are lost when the power fails.
    private static func makeCommitsLast(_ pool: DatabasePool) throws {
        try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    }

    /// Runs one read on a snapshot of the file.
    package func read<T: Sendable>(_ body: @Sendable @escaping (Database) throws -> T) async throws -> T {
        do {
            return try await pool.read(body)
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }

    /// Runs one transaction: all of it is written, or nothing.
    package func write<T: Sendable>(_ body: @Sendable @escaping (Database) throws -> T) async throws -> T {
        do {
            return try await pool.write(body)
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }
}
