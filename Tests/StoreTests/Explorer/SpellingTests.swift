import Domain
import GRDB
import Store
import TestSupport
import Testing

@Suite struct SpellingTests {
    private let folder: TemporaryFolder
    private let store: HubStore

    init() throws {
        folder = try TemporaryFolder()
        store = try HubStore(path: folder.file("hub.sqlite"), createIfMissing: true)
    }

    private func load(_ users: [(id: String, lastName: String)]) async throws {
        var batch = TextBatch(columnCount: 2)
        for user in users { for cell in [user.id, user.lastName] { batch.append(cell.utf8) } }
        _ = try await store.load(
            [batch], as: ImportPlan(kind: .users, header: ["id", "last_name"], attributes: []))
        try await store.finishLoading()
        try await store.noteSpellings()
    }

    private func notes() async throws -> [String] {
        try await store.read { try String.fetchAll($0, sql: "SELECT folded FROM spelling ORDER BY folded") }
    }

    @Test func `only what an index does not find is noted`() async throws {
        try await load([("u1", "Smith"), ("u2", "zoé"), ("u3", "ZOÉ"), ("U4", "van  Dyck"), ("u-A5", "")])
        #expect(try await notes() == ["u-a5", "van dyck", "zoé"])
    }

    @Test func `more users than are looked at in one go are all noted`() async throws {
        try await load((0..<45_000).map { ("u\($0)", "É\($0)") })
        #expect(try await notes().count == 45_000)
    }

    @Test func `of how a user was spelt before nothing stays`() async throws {
        try await load([("u1", "ÎLE"), ("u2", "Smith"), ("u3", "ÉPÉE")])
        try await load([("u1", "Smith"), ("u2", "ÉTÉ"), ("u3", "ÉTÉ")])
        #expect(try await notes() == ["été", "été"])
    }

    @Test func `nothing stays of how an erased user was spelt`() async throws {
        try await load([("u1", "ÎLE"), ("u2", "ÉPÉE")])
        try await store.eraseUser("u1")
        #expect(try await notes() == ["épée"])
    }
}
