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
        try await importEvents(
            store,
            [
                ["e1", "2026-05-10T10:00:00Z", "u1", "", "feature", "report_export"],
                ["e2", "2026-05-11T10:00:00Z", "u2", "", "feature", "report_export"],
                ["e3", "2026-05-12T10:00:00Z", "u2", "", "feature", "<b>search</b>"],
            ])
        let zone = try #require(WorkspaceZone(named: "UTC"))
        _ = try await store.measure(asOf: day, zone: zone, now: Instant(milliseconds: 1_790_000_000_000)) { _, _ in }
        try await workspace.addPerson(.viewer)
        return workspace
    }

    private static func importEvents(_ store: HubStore, _ rows: [[String]]) async throws {
        var events = TextBatch(columnCount: 6)
        for cell in rows.joined() { events.append(cell.utf8) }
        var left: [TextBatch] = [events]
        _ = try await store.importFacts(
            .events, header: ["event_id", "ts", "user_id", "account_id", "type", "feature"],
            from: { left.popLast() }, rejected: { _ in })
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

    @Test func `the days of an account count those whom its KPI counts`() async throws {
        let store = try await Self.workspace().store
        let zone = try #require(WorkspaceZone(named: "UTC"))
        let kpi = try #require(KPI.named("au_90d"))
        let days = try #require(kpi.window?.days(asOf: Self.day))
        func daily() async throws -> [String: Int] {
            let daily = try await store.dailyUsers(ofAccount: "a1", in: days, zone: zone)
            return daily.counts.enumerated().reduce(into: [:]) { counts, count in
                if count.element > 0 { counts[daily.first.advanced(by: count.offset).text] = count.element }
            }
        }
        #expect(try await daily() == ["2026-05-10": 1, "2026-05-11": 1, "2026-05-12": 1])

        // Events that came since are folded first; a lead is not counted, nor who is gone.
        try await Self.load(
            store, .users, ["id", "account_id", "type"], [["u3", "a1", "lead"], ["u4", "a1", "user"]])
        try await Self.importEvents(
            store,
            [
                ["e4", "2026-05-12T11:00:00Z", "u3", "", "feature", "x"],
                ["e5", "2026-05-12T11:00:00Z", "u4", "", "feature", "x"],
                ["e6", "2026-05-12T12:00:00Z", "u1", "", "feature", "x"],
                ["e7", "2026-05-13T12:00:00Z", "u1", "", "feature", "x"],
            ])
        #expect(try await daily() == ["2026-05-10": 1, "2026-05-11": 1, "2026-05-12": 3])
        try await store.eraseUser("u4")
        #expect(try await daily() == ["2026-05-10": 1, "2026-05-11": 1, "2026-05-12": 2])

        let receipt = try await store.receipt(for: kpi, account: "a1", feature: nil, asOf: Self.day, zone: zone)
        let counted = receipt.current.users.flatMap(\.days).reduce(into: [:]) { $0[$1.text, default: 0] += 1 }
        #expect(try await daily() == counted)
    }

    @Test func `an account's users come with whoever was seen last first`() async throws {
        let store = try await Self.workspace().store
        try await Self.load(
            store, .users, ["id", "account_id", "email", "last_seen_at"],
            [
                ["u5", "a2", "e@example.com", "2026-05-01T00:00:00Z"], ["u6", "a2", "", ""],
                ["u7", "a2", "g@example.com", "2026-05-03T00:00:00Z"],
            ])
        let users = try await store.users(ofAccount: "a2", limit: 10)
        #expect(users.map(\.id) == ["u7", "u5", "u6"])
        #expect(users.map(\.email) == ["g@example.com", "e@example.com", nil])
        #expect(try await store.users(ofAccount: "a2", limit: 1).map(\.id) == ["u7"])
    }

    @Test func `records are named by ids of any signs`() async throws {
        let store = try await Self.workspace().store
        let ids = ["a\"1", "b\\2", "c'3", "d\u{1}4", "ü,5]"]
        try await Self.load(store, .accounts, ["id", "name"], ids.map { [$0, "Name of \($0)"] })
        #expect(
            try await store.names(of: .account, ids: ids)
                == Dictionary(uniqueKeysWithValues: ids.map { ($0, "Name of \($0)") }))
    }

    @Test(arguments: [
        (Entity.account, ["a1", "a2", "a9"], ["a1": "Acme", "a2": "Silent"]), (.user, ["u1"], [:]), (.account, [], [:]),
    ])
    func `records are named where they have names`(entity: Entity, ids: [String], names: [String: String]) async throws
    {
        #expect(try await Self.workspace().store.names(of: entity, ids: ids) == names)
    }
}
