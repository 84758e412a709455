import Domain
import Testing

/// The vectors of D§28 for KPIs, and the rules of D§10 and D§11, through the whole store; as of 2024-03-15.
@Suite struct KPIVectorTests {
    private static let header = ["response_id", "ts", "user_id", "account_id", "score", "comment"]

    @Test(
        arguments: [
            // Three users on the first day of the window, one of them again, and a fourth only today.
            (
                [
                    "2024-03-08T00:00:00Z u1 A", "2024-03-08T12:00:00Z u2 A", "2024-03-08T23:59:59.999Z u3 A",
                    "2024-03-14T23:59:59Z u1 A", "2024-03-15T00:00:00Z u4 A",
                ], "au_7d", "3"
            ),
            (
                [
                    "2024-03-08T10:00:00Z u1 A", "2024-03-09T10:00:00Z u2 A", "2024-03-10T10:00:00Z u3 A",
                    "2024-03-01T00:00:00Z u1 A", "2024-03-02T10:00:00Z u2 A", "2024-03-07T23:59:59Z u3 A",
                    "2024-03-05T10:00:00Z u4 A", "2024-02-29T23:59:59Z u5 A",
                ], "au_7d_change", "-25"
            ),
            (["2024-03-08T10:00:00Z u1 A"], "au_7d_change", ""),
            (["2023-01-01T10:00:00Z u1 A"], "au_7d_change", "0"),
            (
                ["2024-02-01T00:00:00Z u1 A", "2024-02-29T23:59:59Z u2 A", "2024-03-01T00:00:00Z u3 A"],
                "au_last_month",
                "2"
            ),
            // A day with nothing but an event of an unheard-of kind is a day of activity.
            (["2024-03-14T10:00:00Z u1 A"], "au_last_week", "0"),
            (["2024-03-10T23:59:59Z u1 A", "2024-03-04T00:00:00Z u2 A"], "au_last_week", "2"),
            // An event without a user counts for nobody.
            (["2024-03-14T10:00:00Z - A"], "au_7d", "0"),
        ] as [([String], String, String)])
    func `active users`(events: [String], kpi: String, value: String) async throws {
        let scene = try FactScene()
        try await scene.events(events)
        try await scene.measure("2024-03-15")
        #expect(try await scene.kpis("2024-03-15")["A"]?[kpi] == value)
    }

    @Test(arguments: [
        (70, 20, 10, "60", "100"), (1, 1, 1, "0", "3"), (0, 0, 0, "", "0"), (0, 0, 2, "-100", "2"),
    ])
    func `the score of the last 90 days`(
        promoters: Int, passives: Int, detractors: Int, score: String, responses: String
    ) async throws {
        let scene = try FactScene()
        try await scene.events(["2020-01-01T00:00:00Z u1 A"])
        let scores =
            Array(repeating: "10", count: promoters) + Array(repeating: "8", count: passives)
            + Array(repeating: "0", count: detractors)
        try await scene.take(
            .nps, Self.header,
            scores.enumerated().map { ["r\($0.offset)", "2024-03-01T10:00:00Z", "", "A", $0.element, ""] })
        try await scene.measure("2024-03-15")
        let kpis = try #require(try await scene.kpis("2024-03-15")["A"])
        #expect(kpis["nps_score_90d"] == score)
        #expect(kpis["nps_responses_90d"] == responses)
    }

    @Test func `a score is compared in points, and in percent where the previous one is above 0`() async throws {
        let scene = try FactScene()
        // 20 in the seven days before, 50 in the last seven.
        let before = ["10", "10", "8", "8", "0"]
        let now = ["10", "10", "10", "0"]
        try await scene.take(
            .nps, Self.header,
            before.enumerated().map { ["b\($0.offset)", "2024-03-07T10:00:00Z", "", "A", $0.element, ""] }
                + now.enumerated().map { ["n\($0.offset)", "2024-03-08T10:00:00Z", "", "A", $0.element, ""] })
        try await scene.measure("2024-03-15")
        let kpis = try #require(try await scene.kpis("2024-03-15")["A"])
        #expect(
            ["nps_score_7d", "nps_score_7d_prev", "nps_score_7d_change", "nps_score_7d_pct_change"].map { kpis[$0] }
                == ["50", "20", "30", "150"])
        #expect(kpis["nps_responses_7d_change"] == "-20")
    }

    @Test(arguments: [
        // The latest time counts, then the later line, whatever comes first.
        ([["r", "2024-03-10T10:00:00Z", "", "A", "9"], ["r", "2024-03-11T10:00:00Z", "", "A", "3"]], "-100", "1"),
        ([["r", "2024-03-11T10:00:00Z", "", "A", "3"], ["r", "2024-03-10T10:00:00Z", "", "A", "9"]], "-100", "1"),
        ([["r", "2024-03-10T10:00:00Z", "", "A", "3"], ["r", "2024-03-10T10:00:00Z", "", "A", "9"]], "100", "1"),
        // A response that has lost its score is kept and not counted.
        ([["r", "2024-03-10T10:00:00Z", "", "A", "9"], ["r", "2024-03-11T10:00:00Z", "", "A", ""]], "", "0"),
        // It may move to another account.
        ([["r", "2024-03-10T10:00:00Z", "", "A", "9"], ["r", "2024-03-11T10:00:00Z", "", "B", "9"]], "", "0"),
        ([["r", "2024-03-10T10:00:00Z", "lead", "A", "9"]], "", "0"),
        ([["r", "2024-03-10T10:00:00Z", "unknown", "A", "9"]], "100", "1"),
        ([["r", "2024-03-15T00:00:00Z", "", "A", "9"]], "", "0"),
    ])
    func `a response counts once, as it was last given`(
        rows: [[String]], score: String, responses: String
    ) async throws {
        let scene = try FactScene()
        try await scene.events(["2020-01-01T00:00:00Z u1 A"])
        try await scene.load(.users, ["id", "type"], [["lead", "lead"]])
        try await scene.take(.nps, Self.header, rows.map { $0 + [""] })
        try await scene.measure("2024-03-15")
        let kpis = try #require(try await scene.kpis("2024-03-15")["A"])
        #expect(kpis["nps_score_7d"] == score)
        #expect(kpis["nps_responses_7d"] == responses)
    }

    @Test func `engagements count once for an account, as they are now, where its users viewed them`() async throws {
        let scene = try FactScene()
        try await scene.load(.users, ["id", "type"], [["v", "visitor"]])
        try await scene.take(
            .engagementViews, ["view_id", "ts", "engagement_id", "user_id", "account_id", "state"],
            [
                ["1", "2024-03-01T10:00:00Z", "tour", "u1", "A", "viewed"],
                ["2", "2024-03-02T10:00:00Z", "tour", "u2", "A", "completed"],
                ["3", "2020-03-02T10:00:00Z", "survey", "u1", "A", ""],
                ["4", "2024-03-14T10:00:00Z", "unheard", "u1", "A", ""],
                // Today, by nobody, by a visitor, at another account.
                ["5", "2024-03-15T00:00:00Z", "late", "u1", "A", ""],
                ["6", "2024-03-01T10:00:00Z", "orphan", "", "A", ""],
                ["7", "2024-03-01T10:00:00Z", "visited", "v", "A", ""],
                ["8", "2024-03-01T10:00:00Z", "tour", "u1", "B", ""],
            ])
        let engagements = ["id", "name", "type", "state"]
        try await scene.take(
            .engagements, engagements,
            [["tour", "Tour", "guide", "started"], ["survey", "", "", "paused"], ["late", "", "", "started"]])
        try await scene.measure("2024-03-15")
        var kpis = try await scene.kpis("2024-03-15")
        #expect(["engagements_active", "engagements_total"].map { kpis["A"]?[$0] } == ["1", "3"])
        #expect(["engagements_active", "engagements_total"].map { kpis["B"]?[$0] } == ["1", "1"])

        try await scene.take(
            .engagements, engagements, [["survey", "", "", "started"], ["tour", "", "", "completed"]])
        try await scene.measure("2024-03-15")
        kpis = try await scene.kpis("2024-03-15")
        #expect(["engagements_active", "engagements_total"].map { kpis["A"]?[$0] } == ["1", "3"])
        #expect(["engagements_active", "engagements_total"].map { kpis["B"]?[$0] } == ["0", "1"])
    }

    @Test func `a module counts its features' users once, and its own`() async throws {
        let scene = try FactScene()
        try await scene.events([
            "2024-03-14T10:00:00Z u1 A export", "2024-03-14T11:00:00Z u1 A import", "2024-03-14T10:00:00Z u2 A import",
            "2024-03-14T10:00:00Z u3 A data", "2024-03-14T10:00:00Z u4 A other", "2024-03-06T10:00:00Z u5 A import",
        ])
        let header = ["id", "name", "type", "parent_id"]
        try await scene.take(
            .features, header,
            [["export", "", "", "data"], ["import", "", "", "data"], ["data", "", "module", "all"]])
        try await scene.take(.features, header, [["all", "", "module", ""]])
        try await scene.measure("2024-03-15")
        let kpis = try await scene.featureKPIs("2024-03-15")
        let users = ["export", "import", "data", "all", "other"].map { kpis["A \($0)"]?["users_7d"] }
        #expect(users == ["1", "2", "3", "3", "1"])
        #expect(kpis["A data"]?["users_7d_prev"] == "1")
        #expect(kpis["A data"]?["users_7d_change"] == "200")
    }

    @Test(arguments: [
        // The clock went forward on 2024-03-10: that day had 23 hours.
        ("America/New_York", "2024-03-11T03:59:59Z", "2024-03-11", "au_7d", "1"),
        ("America/New_York", "2024-03-11T04:00:00Z", "2024-03-11", "au_7d", "0"),
        ("America/New_York", "2024-03-04T04:59:59Z", "2024-03-11", "au_7d", "0"),
        ("America/New_York", "2024-03-04T05:00:00Z", "2024-03-11", "au_7d", "1"),
        ("UTC", "2024-03-11T00:00:00Z", "2024-03-11", "au_7d", "0"),
        ("Asia/Tokyo", "2024-02-29T15:00:00Z", "2024-03-15", "au_last_month", "0"),
        ("Asia/Tokyo", "2024-02-29T14:59:59Z", "2024-03-15", "au_last_month", "1"),
    ])
    func `days are those of the workspace's zone`(
        zone: String, instant: String, asOf: String, kpi: String, value: String
    ) async throws {
        var scene = try FactScene()
        scene.zone = try #require(WorkspaceZone(named: zone))
        try await scene.events(["\(instant) u1 A"])
        try await scene.measure(asOf)
        #expect(try await scene.kpis(asOf)["A"]?[kpi] == value)
    }
}
