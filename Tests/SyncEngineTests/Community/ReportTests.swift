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

    private func rows(
        _ report: CommunityReport, _ hub: CommunityHub, _ columns: [String], revenue: String? = "a_arr",
        day: String? = nil, days: Int = 30, zone: WorkspaceZone = .utc
    ) async throws -> [[String]] {
        let asked = try day.map { try #require(Day($0)) }
        var scope = ReportScope(now: asked.map { zone.start(of: $0) } ?? now, zone: zone)
        scope.day = asked
        scope.days = days
        scope.revenueColumn = revenue
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
        let coverage = try await hub.store.coverage(revenueColumn: "a_arr", now: now, zone: .utc)
        #expect(
            Set(coverage.rows) == [
                CoverageRow(
                    tenant: "default", rule: "name", isLinked: true, members: 3, activeMembers: 2, accounts: 2,
                    revenue: 65000),
                CoverageRow(
                    tenant: "default", rule: "unmatched", isLinked: false, members: 1, activeMembers: 0, accounts: 0,
                    revenue: 0),
            ])
    }

    @Test func `an account that several communities or several ways know counts once`() async throws {
        let hub = try await CommunityHub()
        let revenue = [AttributeDefinition(entity: .account, apiName: "arr", type: .number)]
        _ = try await hub.store.declare(revenue)
        try await hub.load(
            [["A", "Acme", "600"], ["B", "Boltworks", "50"]], ["id", "name", "arr"], .accounts, revenue)
        try await hub.load(persons: [("p", "x@gmail.com", "A")])
        for tenant in ["de", "en"] {
            try await hub.load(
                accounts: [],
                members: [("1", "a@acme.com"), ("2", "b@acme.com"), ("3", "c@boltworks.com"), ("4", "x@gmail.com")],
                tenant: tenant)
        }
        try await hub.associate()
        let coverage = try await hub.store.coverage(revenueColumn: "a_arr", now: now, zone: .utc)
        #expect(coverage.byRule["name"] == .init(count: 2, revenue: 650))
        #expect(coverage.byRule["person"] == .init(count: 1, revenue: 600))
        #expect(coverage.byTenant == ["de": .init(count: 2, revenue: 650), "en": .init(count: 2, revenue: 650)])
    }

    @Test(arguments: [
        ("topic_created", true), ("reply_created", true), ("like_given", true), ("vote_given", true),
        ("event_signup", true), ("answer_accepted", false), ("points_assigned", false), ("registered", false),
        ("login", false), ("anything", false),
    ])
    func `a member is active by what they do, not by what happens to them`(type: String, counts: Bool) async throws {
        let hub = try await CommunityHub()
        try await hub.load(accounts: [("A", "Acme")], members: [("1", "a@acme.com")])
        try await hub.load(activity: [("x1", "1", "2026-05-01T00:00:00Z")], type: type)
        try await hub.associate()
        let active = counts ? "1" : "0"
        #expect(try await rows(.activeMembers, hub, ["active"], revenue: nil) == (counts ? [["1"]] : []))
        #expect(try await rows(.activeCustomers, hub, ["active"], revenue: nil) == [[active]])
        #expect(try await rows(.executive, hub, ["active_members"], revenue: nil).last == [active])
        #expect(
            try await hub.store.coverage(revenueColumn: nil, now: now, zone: .utc).rows.map(\.activeMembers) == [
                counts ? 1 : 0
            ])
        let schema = try await hub.store.audienceSchema()
        let filter = try AudienceParser.parse("active in 30 days", schema: schema)
        #expect(try await hub.store.audience(filter, now: now).rows.count == (counts ? 1 : 0))
    }

    @Test func `coverage looks back from its moment, which no longer counts itself`() async throws {
        let hub = try await scene()
        let then = Instant("2026-04-15T00:00:00Z")
        let coverage = try await hub.store.coverage(revenueColumn: nil, now: then, zone: .utc)
        #expect(coverage.rows.filter(\.isLinked).map(\.activeMembers) == [1])
    }

    /// New York's clock went forward on the 8th of March 2026: seven days before the 12th began an hour later.
    @Test func `windows are of the workspace's calendar days`() async throws {
        let hub = try await CommunityHub()
        let newYork = try #require(WorkspaceZone(named: "America/New_York"))
        try await hub.load(
            accounts: [("A", "Acme")], members: (1...5).map { ("\($0)", "m\($0)@acme.com") })
        try await hub.load(activity: [
            ("x1", "1", "2026-03-12T03:59:59Z"), ("x2", "2", "2026-03-12T04:00:00Z"),
            ("x3", "3", "2026-03-05T05:00:00Z"), ("x4", "4", "2026-03-05T04:59:59Z"),
            ("x5", "5", "2026-02-26T04:59:59Z"),
        ])
        try await hub.load(content: [
            ["Q1", "topic", "question", "1", "", "Before", "2026-03-12T03:59:59Z", ""],
            ["Q2", "topic", "question", "1", "", "After", "2026-03-12T04:00:00Z", ""],
        ])
        try await hub.associate()
        let columns = ["active", "previous"]
        #expect(
            try await rows(.activeMembers, hub, columns, revenue: nil, day: "2026-03-12", days: 7, zone: newYork)
                == [["2", "1"]])
        #expect(
            try await rows(.openQuestions, hub, ["title"], revenue: nil, day: "2026-03-12", zone: newYork)
                == [["Before"]])
        let end = newYork.start(of: try #require(Day("2026-03-12")))
        #expect(
            try await hub.store.coverage(revenueColumn: nil, now: end, zone: newYork).rows.map(\.activeMembers) == [4])
        // A day that nobody's deeds are of yet.
        #expect(try await rows(.activeMembers, hub, columns, revenue: nil, day: "2026-01-01", days: 7).isEmpty)
    }

    @Test func `a company that several accounts are called by is ambiguous in another table`() async throws {
        let hub = try await CommunityHub()
        try await hub.load(
            accounts: [("A", "Acme"), ("B", "ACME"), ("C", "Boltworks, Inc.")], members: [("1", "x@nobody.example")])
        try await hub.associate()
        let configuration = HubConfiguration()
        let input = try await hub.store.associationScene(
            AssociationReach(fingerprint: "", revision: 0, members: nil), rules: configuration.community.match)
        let enrichment = Enrichment(
            input: input, persons: try await hub.store.knownPersons(), configuration: configuration)
        let found = enrichment.find(
            emails: TextColumn(["", "", ""]), companies: TextColumn(["Acme", "Boltworks", "Nobody"]))
        #expect(found.map(\.account) == ["", "C", ""])
        #expect(found.map(\.rule) == ["ambiguous", "company", "unmatched"])
    }

    @Test func `an account of which only responses are known stands beside the others`() async throws {
        let hub = try await CommunityHub()
        try await hub.load(accounts: [("A", "Acme"), ("B", "Bolt")], members: [])
        try await facts(
            .nps, ["response_id", "ts", "account_id", "score"], [["r1", "2026-05-12T12:00:00Z", "A", "9"]], hub)
        _ = try await hub.store.measure(asOf: try #require(Day("2026-05-13")), zone: .utc, now: now) { _, _ in }
        let columns = ["account_id", "community_active", "product_active", "nps", "nps_responses"]
        #expect(try await rows(.usageAndCommunity, hub, columns, revenue: nil) == [["A", "0", "0", "100", "1"]])
    }

    /// One user on each of the last 100 days before 2026-05-13, and one response of each of three scores.
    @Test func `usage and community are of the same days, which the rows name`() async throws {
        let hub = try await CommunityHub()
        try await hub.load(accounts: [("A", "Acme")], members: [("1", "a@acme.com"), ("2", "b@acme.com")])
        try await hub.load(activity: [("x1", "1", "2026-05-10T00:00:00Z"), ("x2", "2", "2026-04-20T00:00:00Z")])
        try await hub.associate()
        let end = try #require(Day("2026-05-13"))
        try await facts(
            .events, ["event_id", "ts", "user_id", "account_id", "type"],
            (1...100).map { ["e\($0)", end.advanced(by: -$0).text + "T12:00:00Z", "u\($0)", "A", "page"] }, hub)
        try await facts(
            .nps, ["response_id", "ts", "user_id", "account_id", "score"],
            [("2026-05-12", "9"), ("2026-05-01", "0"), ("2026-03-01", "9")].enumerated().map {
                ["r\($0)", $1.0 + "T12:00:00Z", "u1", "A", $1.1]
            }, hub)
        let columns = ["community_active", "product_active", "nps", "nps_responses", "days", "as_of"]
        #expect(try await rows(.usageAndCommunity, hub, columns, revenue: nil) == [["2", "", "", "", "30", ""]])

        for day in ["2026-05-13", "2026-05-03"] {
            _ = try await hub.store.measure(asOf: try #require(Day(day)), zone: .utc, now: now) { _, _ in }
        }
        func answer(_ day: String?, _ days: Int) async throws -> [[String]] {
            try await rows(.usageAndCommunity, hub, columns, revenue: nil, day: day, days: days)
        }
        #expect(try await answer(nil, 30) == [["2", "30", "0", "2", "30", "2026-05-13"]])
        #expect(try await answer(nil, 7) == [["1", "7", "100", "1", "7", "2026-05-13"]])
        #expect(try await answer(nil, 90) == [["2", "90", "33.333333", "3", "90", "2026-05-13"]])
        #expect(try await answer("2026-05-03", 30) == [["1", "30", "-100", "1", "30", "2026-05-03"]])
        let unmeasured = await #expect(throws: PlainError.self) { try await answer("2026-03-01", 30) }
        #expect(unmeasured?.advice.contains("sync measure --as-of 2026-03-01") == true)
        let window = await #expect(throws: PlainError.self) { try await answer(nil, 14) }
        #expect(window?.advice.contains("7, 30 or 90 days") == true)
    }

    private func facts(_ kind: FactKind, _ header: [String], _ rows: [[String]], _ hub: CommunityHub) async throws {
        var batches = [TextBatch(rows, columnCount: header.count)][...]
        _ = try await hub.store.importFacts(kind, header: header, from: { batches.popFirst() }, rejected: { _ in })
    }
}
