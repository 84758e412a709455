import Domain
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Store
import Testing
import Web

/// The profile of an account whose users did something, measured.
@Suite struct ProfileTests {
    private static let day = Day("2026-05-13") ?? Day(number: 0)

    private static func workspace() async throws -> WebWorkspace {
        let workspace = try WebWorkspace()
        let store = workspace.store
        try await load(store, .accounts, ["id", "name"], [["a1", "Acme"], ["a2", "Silent"]])
        try await load(store, .users, ["id", "account_id"], [["u1", "a1"], ["u2", "a1"]])
        var events = TextBatch(columnCount: 6)
        for cells in [
            ["e1", "2026-05-10T10:00:00Z", "u1", "", "feature", "report_export"],
            ["e2", "2026-05-11T10:00:00Z", "u2", "", "feature", "report_export"],
            ["e3", "2026-05-12T10:00:00Z", "u2", "", "feature", "<b>search</b>"],
        ] {
            for cell in cells { events.append(cell.utf8) }
        }
        var left: [TextBatch] = [events]
        _ = try await store.importFacts(
            .events, header: ["event_id", "ts", "user_id", "account_id", "type", "feature"],
            from: { left.popLast() }, rejected: { _ in })
        let zone = try #require(WorkspaceZone(named: "UTC"))
        _ = try await store.measure(asOf: day, zone: zone, now: Instant(milliseconds: 1_790_000_000_000)) { _, _ in }
        try await workspace.addPerson(.viewer)
        return workspace
    }

    private static func load(
        _ store: HubStore, _ kind: RecordKind, _ header: [String], _ rows: [[String]]
    ) async throws {
        var batch = TextBatch(columnCount: header.count)
        for row in rows {
            for cell in row { batch.append(cell.utf8) }
        }
        _ = try await store.load([batch], as: ImportPlan(kind: kind, header: header, attributes: []))
    }

    @Test func `a profile shows the account's KPIs and those of its features`() async throws {
        let workspace = try await Self.workspace()
        try await workspace.serve { client in
            let cookie = try await workspace.logIn(.viewer, client)
            let answer = try await client.execute(uri: "/accounts/a1", method: .get, headers: [.cookie: cookie])
            let page = String(buffer: answer.body)
            #expect(answer.status == .ok)
            #expect(page.contains("kpis/au_7d\" title=\"How this came about\">2</a>"))
            #expect(page.contains("<th scope=\"row\">report_<wbr>export</th>"))
            #expect(page.contains("kpis/feature_users_30d?feature=report_export\" title=\"How this came about\">2</a>"))
            #expect(page.contains("&lt;b&gt;search&lt;/b&gt;"))
        }
    }

    @Test func `features come in the order of their users, then of their names`() async throws {
        let store = try await Self.workspace().store
        let measured = try await store.measurements(ofAccount: "a1", limit: 5)
        #expect(measured.map(\.asOf) == [Self.day])
        #expect(measured.first?.features.map(\.id) == ["report_export", "<b>search</b>"])
        #expect(measured.first?.features.map { $0.values["feature_users_30d"] } == [2, 1])
        #expect(try await store.measurements(ofAccount: "a2", limit: 5).first?.features.isEmpty == true)
    }

    @Test(arguments: [
        (Entity.account, ["a1", "a2", "a9"], ["a1": "Acme", "a2": "Silent"]), (.user, ["u1"], [:]), (.account, [], [:]),
    ])
    func `records are named where they have names`(entity: Entity, ids: [String], names: [String: String]) async throws
    {
        #expect(try await Self.workspace().store.names(of: entity, ids: ids) == names)
    }
}
