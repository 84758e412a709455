import Domain
import GRDB
import Store
import TestSupport
import Testing

/// Mirrors that are filled for the first time, two of them side by side.
@Suite struct MirrorIndexTests {
    private let folder: TemporaryFolder
    private let store: HubStore
    private let now = Instant(milliseconds: 1_750_000_000_000)

    init() throws {
        folder = try TemporaryFolder()
        store = try HubStore(path: folder.file("hub.sqlite"), createIfMissing: true)
    }

    @Test func `the end of one object's fetch builds that object's indexes alone`() async throws {
        for object in ["Account", "Contact"] { try await fill(object) }
        #expect(try await indexes() == [])
        try await finish("Account")
        #expect(try await indexes() == ["sf_account_revision"])
        try await finish("Contact")
        #expect(try await indexes() == ["sf_account_revision", "sf_contact_revision"])
    }

    @Test func `a fetch that was cut off has its indexes before the next run`() async throws {
        for object in ["Account", "Contact"] { try await fill(object) }
        _ = try await store.beginRun(trigger: .commandLine, stages: [.fetch], at: now)
        #expect(try await indexes() == ["sf_account_revision", "sf_contact_revision"])
    }

    private func fill(_ object: String) async throws {
        _ = try await store.prepareMirror(of: object, fields: [FieldDescription(name: "Id", type: .id)], at: now)
        let page = MirrorPage(
            object: object, entity: object == "Account" ? .account : .user, fields: ["Id"], stampField: nil,
            addsRows: true, run: RunNumber(1))
        _ = try await store.apply([TextBatch([["0015g000000264WAAQ"]], columnCount: 1)], as: page, at: now)
    }

    private func finish(_ object: String) async throws {
        try await store.finish(MirrorMilestone(object: object, run: RunNumber(1)), at: now)
    }

    private func indexes() async throws -> [String] {
        try await store.read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT name FROM sqlite_master
                    WHERE type = 'index' AND tbl_name IN ('sf_account', 'sf_contact') AND sql IS NOT NULL ORDER BY name
                    """)
        }
    }
}
