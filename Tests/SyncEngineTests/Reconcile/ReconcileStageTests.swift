import Domain
import GRDB
import Store
import SyncEngine
import TestSupport
import Testing

@Suite struct ReconcileStageTests {
    private let folder: TemporaryFolder
    private let store: HubStore
    private let org = ScriptedSalesforce()

    init() throws {
        folder = try TemporaryFolder()
        store = try HubStore(path: folder.file("hub.sqlite"), createIfMissing: true)
        org.with { state in
            state.objects["Contact"] = .contact()
            for number in 1...300 {
                state.now = Instant("2026-03-01T00:00:00Z").advanced(by: .seconds(number * 20_000))
                state.put("Contact", id(number), ["Email": "c\(number)@x.com", "Name": "C \(number)"])
            }
            state.now = Instant("2026-05-13T08:00:00Z")
        }
    }

    @Test func `a mirror without holes agrees, and few requests prove it`() async throws {
        let report = try await reconcile()
        #expect(report.agrees)
        #expect(report.records == 300)
        #expect(report.differences == [])
        #expect(report.rangesCompared <= 5)
        #expect(report.rangesRead == 0)
    }

    @Test func `a hole punched by hand is named and healed`() async throws {
        _ = try await reconcile()
        let whole = try await mirrored()
        try await store.write { database in
            try database.execute(sql: "DELETE FROM sf_contact WHERE id IN (?, ?)", arguments: [id(7), id(200)])
        }
        let report = try await reconcile()
        #expect(report.differences.map(\.id) == [id(7), id(200)])
        #expect(report.differences.map(\.kind) == [.missing, .missing])
        #expect(report.differences.map(\.day.text) == ["2026-03-02", "2026-04-16"])
        #expect(report.agrees)
        #expect(try await mirrored() == whole)
        #expect(try await reconcile().differences == [])
    }

    @Test func `a record that vanished from Salesforce for good is marked as deleted`() async throws {
        _ = try await reconcile()
        org.with { $0.erase("Contact", id(9)) }
        let report = try await reconcile()
        #expect(report.differences.map(\.kind) == [.surplus])
        #expect(report.agrees)
        #expect(try await mirrored().first { $0[0] == id(9) }?.contains("true") == true)
    }

    @Test(arguments: [9, 200]) func `a hole beside a surplus is found, though counts agree`(vanished: Int) async throws
    {
        _ = try await reconcile()
        let whole = try await mirrored().map(\.first)
        org.with { $0.erase("Contact", id(vanished)) }
        try await store.write { try $0.execute(sql: "DELETE FROM sf_contact WHERE id = ?", arguments: [id(10)]) }
        let report = try await reconcile()
        #expect(Set(report.differences.map(\.kind)) == [.missing, .surplus])
        #expect(Set(report.differences.map(\.id)) == [id(10), id(vanished)])
        #expect(report.agrees)
        #expect(try await mirrored().map(\.first) == whole)
        #expect(try await reconcile().differences == [])
    }

    @Test func `a record that someone marked as deleted by hand is a hole, also beside a surplus`() async throws {
        _ = try await reconcile()
        org.with { $0.erase("Contact", id(9)) }
        try await store.write {
            try $0.execute(sql: "UPDATE sf_contact SET is_deleted = 1 WHERE id = ?", arguments: [id(10)])
        }
        let report = try await reconcile()
        #expect(Set(report.differences.map(\.id)) == [id(9), id(10)])
        #expect(report.agrees)
        #expect(try await reconcile().differences == [])
    }

    @Test func `an id that someone changed by hand is found in a bulk list too`() async throws {
        org.with { state in
            for number in 301...2500 {
                state.put("Contact", id(number), ["Email": "c\(number)@x.com", "Name": "C \(number)"])
            }
            state.now = state.now.advanced(by: .seconds(86_400))
        }
        _ = try await reconcile()
        let whole = try await mirrored()
        try await store.write { database in
            try database.execute(
                sql: "UPDATE sf_contact SET id = ? WHERE id = ?", arguments: ["003000000999999AAA", id(2000)])
        }
        let report = try await reconcile()
        #expect(Set(report.differences.map(\.id)) == ["003000000999999AAA", id(2000)])
        #expect(report.agrees)
        #expect(try await mirrored().filter { $0[0] != "003000000999999AAA" } == whole)
    }

    @Test func `a list that lost a record on the way proves nothing`() async throws {
        _ = try await reconcile()
        org.with { $0.truncatedPages = Set($0.servedPages + 1...$0.servedPages + 5) }
        let error = await #expect(throws: PlainError.self) { try await reconcile() }
        #expect(error?.advice.contains("listed 299 records of Contact, and counts more") == true)
    }

    @Test func `a stamp that someone moved by hand is put right, even if it was newer`() async throws {
        _ = try await reconcile()
        let whole = try await mirrored()
        try await store.write { database in
            try database.execute(
                sql: "UPDATE sf_contact SET system_modstamp = system_modstamp + 1, name = 'X' WHERE id = ?",
                arguments: [id(5)])
        }
        let report = try await reconcile()
        #expect(report.differences.map(\.kind) == [.stale])
        #expect(try await mirrored() == whole)
    }

    @Test func `a value that someone changed by hand is named and put right, under the same stamp too`() async throws {
        _ = try await reconcile()
        let whole = try await mirrored()
        try await store.write { database in
            try database.execute(sql: "UPDATE sf_contact SET email = 'x@x.com' WHERE id = ?", arguments: [id(5)])
            try database.execute(sql: "DELETE FROM sf_contact WHERE id = ?", arguments: [id(6)])
        }
        let report = try await reconcile(isExact: true)
        #expect(report.differences.map(\.id) == [id(5), id(6)])
        #expect(report.differences.map(\.kind) == [.altered, .missing])
        #expect(report.agrees)
        #expect(try await mirrored() == whole)
        #expect(try await reconcile(isExact: true).differences == [])
    }

    @Test func `what changed since the last fetch is no difference`() async throws {
        _ = try await reconcile()
        org.with { state in
            state.put("Contact", id(3), ["Name": "New"])
            state.now = state.now.advanced(by: .seconds(10))
        }
        #expect(try await reconcile().differences == [])
    }

    private func id(_ number: Int) -> String {
        "003" + String(repeating: "0", count: 9 - String(number).count) + "\(number)AAAAAA"
    }

    private func reconcile(isExact: Bool = false) async throws -> ReconcileReport {
        let run = try await store.beginRun(trigger: .commandLine, stages: [.fetch], at: org.serverTime())
        let context = RunContext(run: run, configuration: HubConfiguration(), startedAt: org.serverTime())
        return try await ReconcileStage(salesforce: org, store: store).run(context, entity: .user, isExact: isExact)
    }

    private func mirrored() async throws -> [[String]] {
        let table = ExportedTable()
        try await store.exportMirror(of: "Contact") { table.take($0) }
        return table.rows
    }
}
