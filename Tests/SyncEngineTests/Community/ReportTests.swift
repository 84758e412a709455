import Domain
import GRDB
import Store
import SyncEngine
import TestSupport
import Testing

/// Reports and coverage of a community small enough to be counted by hand.
@Suite struct ReportTests {
    private let now = Instant(iso8601: "2026-05-13T00:00:00Z") ?? Instant(milliseconds: 0)

    /// Acme has two active members and one who was erased, Boltworks one quiet member, Coin revenue and nobody.
    private func scene() async throws -> CommunityHub {
        let hub = try await CommunityHub()
        let revenue = [AttributeDefinition(entity: .account, apiName: "arr", type: .number)]
        _ = try await hub.store.declare(revenue)
        try await hub.load(
            [["A", "Acme", "60000"], ["B", "Boltworks", "5000"], ["C", "Coin", "700"], ["D", "Dust", ""]],
            ["id", "name", "arr"], .accounts, revenue)
        try await hub.load(
            accounts: [],
            members: [
                ("1", "a@acme.com"), ("2", "b@acme.com"), ("3", "c@acme.com"), ("4", "d@boltworks.com"),
                ("5", "e@nobody.example"),
            ])
        try await hub.load(activity: [
            ("x1", "1", "2026-05-01T00:00:00Z"), ("x2", "2", "2026-05-12T23:59:59Z"),
            ("x3", "2", "2026-04-01T00:00:00Z"),
            ("x4", "3", "2026-05-02T00:00:00Z"), ("x5", "4", "2026-01-01T00:00:00Z"),
            ("x6", "5", "2026-05-13T00:00:00Z"),
        ])
        try await hub.load(content: [
            ["I1", "topic", "idea", "3", "", "An idea", "2026-05-02T00:00:00Z", "2"],
            ["Q1", "topic", "question", "3", "", "A question", "2026-05-03T00:00:00Z", ""],
            ["R1", "reply", "question", "1", "Q1", "", "2026-05-04T00:00:00Z", ""],
        ])
        try await hub.associate()
        try await hub.store.erase(members: ["3"], tenant: "default", run: RunNumber(1))
        try await hub.associate()
        return hub
    }

    private func rows(_ report: CommunityReport, _ hub: CommunityHub, _ columns: [String]) async throws -> [[String]] {
        var scope = ReportScope(now: now)
        scope.revenueColumn = "a_arr"
        let table = try await hub.store.report(report, scope)
        let places = try columns.map { try #require(table.columns.firstIndex(of: $0)) }
        return table.rows.map { row in places.map { row[$0] } }
    }

    @Test func `an erased member counts as nobody's, and what they asked and proposed stays with the account`()
        async throws
    {
        let hub = try await scene()
        #expect(
            try await rows(.activeMembers, hub, ["account_id", "members", "active", "previous"]) == [
                ["A", "2", "2", "1"]
            ])
        #expect(
            try await rows(.executive, hub, ["group", "accounts", "members", "active_members", "revenue"]) == [
                ["active in the community", "1", "2", "2", "60000"], ["members, none active", "1", "1", "0", "5000"],
                ["no members", "2", "0", "0", "700"], ["all", "4", "3", "2", "65700"],
            ])
        #expect(try await rows(.revenueWithoutMembers, hub, ["account_id", "revenue"]) == [["C", "700"]])
        #expect(try await rows(.topContributors, hub, ["account_id", "member", "posts"]) == [["A", "default/1", "1"]])
        #expect(
            try await rows(.ideas, hub, ["id", "votes", "accounts", "revenue"]) == [["default/I1", "2", "1", "60000"]])
        #expect(
            try await rows(.openQuestions, hub, ["account_id", "question", "age_days"]) == [["A", "default/Q1", "10"]])
        #expect(
            try await rows(.activeCustomers, hub, ["band", "customers", "with_members", "active"]) == [
                ["none", "1", "0", "0"], ["below 10,000", "2", "1", "0"], ["50,000 to 100,000", "1", "1", "1"],
            ])
    }

    @Test func `coverage counts present members by way, with the revenue and the activity behind them`() async throws {
        let hub = try await scene()
        let coverage = try await hub.store.coverage(revenueColumn: "a_arr", now: now)
        #expect(
            Set(coverage) == [
                CoverageRow(
                    tenant: "default", rule: "name", isLinked: true, members: 3, activeMembers: 2, accounts: 2,
                    revenue: 65000),
                CoverageRow(
                    tenant: "default", rule: "unmatched", isLinked: false, members: 1, activeMembers: 1, accounts: 0,
                    revenue: 0),
            ])
    }
}
