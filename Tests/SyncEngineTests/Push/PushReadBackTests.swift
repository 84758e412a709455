import Domain
import GRDB
import Store
import SyncEngine
import TestSupport
import Testing

/// What a run reads once it has pushed: our own writes move stamps too.
@Suite struct PushReadBackTests {
    private let workspace: MatchWorkspace
    private let org = ScriptedSalesforce()
    private static let ids = ["0035g00000AAAAAAA5", "0035g00000AAAABAA5"]

    init() async throws {
        var workspace = try await MatchWorkspace()
        workspace.configuration.users.match = [.salesforceID]
        workspace.configuration.users.push = [PushMapping(source: .attribute("first_name"), to: "PX_Name__c")]
        self.workspace = workspace
        try await workspace.load(.users, ["id", "salesforce_contact_id", "first_name"], [["u", Self.ids[0], "Ada"]])
        org.with { state in
            state.objects["Contact"] = .contact(and: [
                FieldDescription(name: "PX_Name__c", type: .string, length: 80, isUpdateable: true)
            ])
            state.now = Instant("2026-05-13T08:00:00Z")
            for id in Self.ids { state.put("Contact", id, ["Name": "N", "Email": "n@x.com"]) }
            state.ticking = .seconds(1)
        }
    }

    @Test func `the mirror has the stamps of what was written, and the next run writes nothing`() async throws {
        let report = try await run([.fetch, .match, .push])
        #expect(report.reports(of: .push).first?["written"] == 1, "\(report)")
        #expect(try await mirrored() == org.with { $0.records["Contact"]?[Self.ids[0]]?["PX_Name__c"] })
        #expect(try await stamp() == org.with { $0.records["Contact"]?[Self.ids[0]]?["SystemModstamp"] })
        #expect(try await run([.fetch, .match, .push]).reports(of: .push).first?["written"] == 0)
    }

    @Test func `a push alone reads nothing`() async throws {
        _ = try await run([.fetch, .match])
        let pages = org.with { $0.servedPages }
        #expect(try await run([.push]).reports(of: .push).first?["written"] == 1)
        #expect(org.with { $0.servedPages } == pages)
    }

    @Test func `what cannot be read back is left to the next fetch, and the push stands`() async throws {
        org.with { $0.truncatedPages = [2, 3, 4] }
        let report = try await run([.fetch, .match, .push])
        #expect(report.status == .done)
        let push = try #require(report.reports(of: .push).first)
        #expect(push["written"] == 1)
        #expect(push.notes.contains { $0.contains("the next fetch reads it") })
        #expect(try await stamp() != org.with { $0.records["Contact"]?[Self.ids[0]]?["SystemModstamp"] })
        _ = try await run([.fetch])
        #expect(try await stamp() == org.with { $0.records["Contact"]?[Self.ids[0]]?["SystemModstamp"] })
    }

    private func run(_ stages: [StageName]) async throws -> RunReport {
        let engine = SyncEngine(salesforce: org, store: workspace.store, clock: { org.serverTime() }, pause: { _ in })
        return try await engine.run(
            RunRequest(stages: stages, entities: [.user], trigger: .commandLine),
            configuration: workspace.configuration)
    }

    private func mirrored() async throws -> String? {
        try await workspace.store.read { database in
            try String.fetchOne(
                database, sql: "SELECT px_name__c FROM sf_contact WHERE id = ?", arguments: [Self.ids[0]])
        }
    }

    private func stamp() async throws -> String? {
        try await workspace.store.read { database in
            try Int64.fetchOne(
                database, sql: "SELECT system_modstamp FROM sf_contact WHERE id = ?", arguments: [Self.ids[0]])
        }.map { Instant(milliseconds: $0).iso8601 }
    }
}
