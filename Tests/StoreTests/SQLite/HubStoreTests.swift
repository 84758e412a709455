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

    @Test func `a file that is gone is not made anew where none may be`() throws {
        let path = try TemporaryFolder().file("hub.sqlite")
        let error = #expect(throws: PlainError.self) { try HubStore(path: path, createIfMissing: false) }
        #expect(error?.advice.contains("hub.sqlite is missing") == true)
        #expect(!FileManager.default.fileExists(atPath: path))
    }
}
