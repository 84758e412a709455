import Domain
import Foundation
import GRDB
import Store
import TestSupport
import Testing

@Suite struct BackgroundCheckpointTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = folder.file("hub.sqlite")
    }

    private static let megabyte = 1 << 20

    private func size(_ path: String) -> Int {
        (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    }

    /// Rows of one mebibyte each, one commit for each.
    private func write(megabytes: Int, to pool: DatabasePool) throws {
        try pool.write { try $0.execute(sql: "CREATE TABLE IF NOT EXISTS ballast (bytes BLOB)") }
        for _ in 0..<megabytes {
            try pool.write { try $0.execute(sql: "INSERT INTO ballast VALUES (zeroblob(\(Self.megabyte)))") }
        }
    }

    @Test func `pages come back into the file without another commit`() async throws {
        let store = try HubStore(path: path, createIfMissing: true)
        let before = size(path)
        try write(megabytes: 5, to: store.pool)

        // The copying began with the fourth of them, at the latest.
        for _ in 0..<500 where size(path) < before + 4 * Self.megabyte { try await Task.sleep(for: .milliseconds(10)) }
        #expect(size(path) >= before + 4 * Self.megabyte)
        #expect(try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM ballast") } == 5)
    }

    @Test func `a writer that is faster waits before the WAL outgrows its bound`() throws {
        let store = try HubStore(path: path, createIfMissing: true)
        var largest = 0
        for _ in 0..<30 {
            try write(megabytes: 10, to: store.pool)
            largest = max(largest, size(path + "-wal"))
        }
        // 64 MB, each page with a header, and the commit that passed the bound.
        #expect(largest < 67 * Self.megabyte, "\(largest)")
    }

    @Test func `a file that nobody has open any more stands alone`() throws {
        do {
            let store = try HubStore(path: path, createIfMissing: true)
            try write(megabytes: 20, to: store.pool)
            _ = store
        }
        #expect(size(path) > 20 * Self.megabyte)
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    }

    @Test func `who still writes when the store is gone copies by himself`() throws {
        var store: HubStore? = try HubStore(path: path, createIfMissing: true)
        let pool = try #require(store?.pool)
        store = nil
        var largest = 0
        for _ in 0..<15 {
            try write(megabytes: 10, to: pool)
            largest = max(largest, size(path + "-wal"))
        }
        #expect(largest < 20 * Self.megabyte, "\(largest)")
        #expect(try pool.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM ballast") } == 150)
    }
}
