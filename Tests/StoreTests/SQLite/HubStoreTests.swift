import Domain
import Foundation
import GRDB
import Store
import TestSupport
import Testing

@Suite struct HubStoreTests {
    /// What SQLite does with a commit cannot be seen without cutting the power; what it was told to do can.
    @Test(arguments: [true, false])
    func `a commit waits for the disk, in a new file and in an old one`(isNew: Bool) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("hub.sqlite")
        if !isNew { _ = try HubStore(path: path, createIfMissing: true) }

        let store = try HubStore(path: path, createIfMissing: isNew)
        let full = 2
        #expect(try store.pool.write { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == full)
    }

    /// The file grows while the store is open, for what is in the WAL is copied into it; the WAL stays as small as it may.
    @Test(arguments: [(pagesPerPass: 8, mostPages: 1_000_000), (pagesPerPass: 1_000_000, mostPages: 8)])
    func `what is committed comes into the file beside the writer`(pagesPerPass: Int, mostPages: Int) throws {
        let folder = try TemporaryFolder()
        let path = folder.file("some.sqlite")
        do {
            let pool = try DatabasePool(path: path)
            let checkpointer = Checkpointer(path: path, pagesPerPass: pagesPerPass, mostPages: mostPages)
            try pool.writeWithoutTransaction { try checkpointer.follow($0) }
            try pool.write { try $0.execute(sql: "CREATE TABLE filler (bytes BLOB)") }
            for _ in 0..<50 {
                try pool.write { try $0.execute(sql: "INSERT INTO filler VALUES (randomblob(40000))") }
                checkpointer.finish()
            }
            #expect(try size(of: path) > 1_500_000)
            #expect(try size(of: path + "-wal") < 500_000)
            try pool.close()
        }
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
        let rows = try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "SELECT count(*) FROM filler") }
        #expect(rows == 50)
    }

    private func size(of path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    }

    @Test func `a file that is gone is not made anew where none may be`() throws {
        let path = try TemporaryFolder().file("hub.sqlite")
        let error = #expect(throws: PlainError.self) { try HubStore(path: path, createIfMissing: false) }
        #expect(error?.advice.contains("hub.sqlite is missing") == true)
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
