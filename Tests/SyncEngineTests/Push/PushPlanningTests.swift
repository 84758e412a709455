import Domain
import GRDB
import Store
import SyncEngine
import TestSupport
import Testing

/// What a push finds to write, decided by comparing ours, the acknowledged value and the mirror's.
@Suite struct PushPlanningTests {
    private let workspace: MatchWorkspace
    private let run = RunNumber(7)
    private let now = Instant("2026-05-13T08:00:00Z")
    private let day = Day("2026-05-13")
    private static let ids = ["0015g00000AAAAAAA0", "0015g00000AAAAAAA1", "0015g00000AAAAAAA2", "0015g00000AAAAAAA3"]

    /// Accounts a, b and c are linked; a and b have been measured, c came later; d is linked to nothing.
    init() async throws {
        workspace = try await MatchWorkspace(
            attributes: [AttributeDefinition(entity: .account, apiName: "plan", type: .string)])
        try await workspace.mirror(
            "Account", ["Id", "PX_Plan__c", "PX_MAU__c", "PX_Reports__c"],
            [[Self.ids[0], "", "", ""], [Self.ids[1], "Gold", "1", ""], [Self.ids[2], "Gold", "5", "5"]])
        try await workspace.load(
            .accounts, ["id", "salesforce_id", "plan"],
            [["a", Self.ids[0], "Silver"], ["b", Self.ids[1], "Gold"], ["d", "", "Silver"]])
        try await workspace.match(.account)
        var events = [
            TextBatch([
                ["1", "2026-05-10T10:00:00Z", "u1", "a", "feature", "report"],
                ["2", "2026-05-10T10:00:00Z", "u2", "a", "session", ""],
                ["3", "2026-05-10T10:00:00Z", "u3", "b", "session", ""],
            ])
        ]
        _ = try await workspace.store.importFacts(
            .events, header: ["event_id", "ts", "user_id", "account_id", "type", "feature"],
            from: { events.popLast() }, rejected: { _ in })
        _ = try await MeasureStage(facts: workspace.store).run(
            RunContext(run: run, configuration: workspace.configuration, startedAt: now, asOf: day))
        try await workspace.load(.accounts, ["id", "salesforce_id", "plan"], [["c", Self.ids[2], "Gold"]])
        try await workspace.match(.account)
    }

    @Test func `values that differ are written, those in place are not, and nothing of what was not measured`()
        async throws
    {
        let counts = try await workspace.store.plan(plan, run: run)
        #expect((counts.planned, counts.records) == (4, 2))
        #expect(
            try await intents() == [
                "a PX_MAU__c 2.0", "a PX_Plan__c Silver", "a PX_Reports__c 1.0", "b PX_Reports__c 0.0",
            ])
    }

    @Test func `once all is acknowledged, only what changed since is looked at and written`() async throws {
        _ = try await workspace.store.plan(plan, run: run)
        _ = try await workspace.store.settle(
            Self.ids.prefix(2).map { PushAnswer(id: $0) }, object: "Account", run: run, now: now)
        try await workspace.store.complete(plan, run: run)
        #expect(try await workspace.store.plan(plan, run: RunNumber(8)).planned == 0)

        try await workspace.load(.accounts, ["id", "plan"], [["b", "Bronze"], ["c", ""]])
        _ = try await workspace.store.plan(plan, run: RunNumber(9))
        #expect(try await intents() == ["b PX_Plan__c Bronze", "c PX_Plan__c "])
    }

    @Test func `a preview finds the same and writes nothing`() async throws {
        let preview = try await workspace.store.preview(plan, samples: 3)
        #expect((preview.counts.planned, preview.counts.records, preview.samples.count) == (4, 2, 3))
        #expect(try await self.intents() == [])
    }

    @Test func `records that two of ours claim are left out, but for the one that a person chose`() async throws {
        try await workspace.load(.accounts, ["id", "salesforce_id", "plan"], [["d", Self.ids[0], "Iron"]])
        try await workspace.match(.account)
        let neither = try await workspace.store.preview(plan, samples: 9).counts
        #expect((neither.planned, neither.collided) == (1, 2))
        try await workspace.store.chooseWinner(.account, salesforceID: Self.ids[0], record: "d")
        let chosen = try await workspace.store.preview(plan, samples: 9)
        #expect(chosen.counts.collided == 1)
        #expect(chosen.samples.filter { $0.id == Self.ids[0] }.map(\.record) == ["d", "d", "d"])
        _ = try await workspace.store.plan(plan, run: RunNumber(1))
        let reasons = try await workspace.store.read { database in
            try String.fetchAll(database, sql: "SELECT record || reason FROM outcome WHERE code = 'key_collision'")
        }
        #expect(reasons.count == 1 && reasons[0].hasPrefix("a") && reasons[0].contains("another one was chosen"))
    }

    @Test func `after a complete push, a collision begins and ends with the links that change`() async throws {
        #expect(try await push(7).collided == 0)
        try await workspace.load(
            .accounts, ["id", "salesforce_id", "plan"], [["d", Self.ids[0], "Iron"], ["e", Self.ids[2], "Iron"]])
        try await workspace.match(.account)
        #expect(try await push(8).collided == 4)
        #expect(try await push(9).collided == 4)

        // One moves on to where another is, one leaves.
        try await workspace.load(.accounts, ["id", "salesforce_id"], [["d", Self.ids[1]], ["e", ""]])
        try await workspace.match(.account)
        #expect(try await push(10).collided == 2)
        let collisions = try await workspace.store.read { database in
            try String.fetchAll(database, sql: "SELECT salesforce_id FROM push_collision")
        }
        #expect(collisions == [Self.ids[1]])
    }

    /// A push of which everything is acknowledged.
    private func push(_ run: Int64) async throws -> PushCounts {
        let counts = try await workspace.store.plan(plan, run: RunNumber(run))
        _ = try await workspace.store.settle(
            Self.ids.map { PushAnswer(id: $0) }, object: "Account", run: RunNumber(run), now: now)
        try await workspace.store.complete(plan, run: RunNumber(run))
        return counts
    }

    private var plan: PushPlan {
        let sources: [(PushMapping.Source, String, SalesforceFieldType)] = [
            (.attribute("plan"), "PX_Plan__c", .string), (.kpi("au_30d", feature: nil), "PX_MAU__c", .double),
            (.kpi("feature_users_30d", feature: "report"), "PX_Reports__c", .double),
        ]
        return PushPlan(
            entity: .account, object: "Account",
            destinations: sources.map { source, field, type in
                PushPlan.Destination(
                    mapping: PushMapping(source: source, to: field), field: FieldDescription(name: field, type: type))
            }, asOf: day)
    }

    private func intents() async throws -> [String] {
        try await workspace.store.read { database in
            try String.fetchAll(
                database,
                sql:
                    "SELECT record || ' ' || field || ' ' || coalesce(value, '') FROM push_intent ORDER BY record, field"
            )
        }
    }
}
