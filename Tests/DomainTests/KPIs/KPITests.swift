import Domain
import Testing

@Suite struct KPITests {
    @Test func `every KPI of the catalogue has its own name, a formula and a column`() {
        let names = KPI.all.map(\.name)
        #expect(names.count == 62)
        #expect(Set(names + KPI.perFeature.map(\.name)).count == names.count + 9)
        #expect(KPI.exportColumns.prefix(4) == ["account_id", "au_7d", "au_7d_prev", "au_7d_change"])
        #expect(KPI.exportColumns.suffix(2) == ["engagements_active", "engagements_total"])
        #expect(
            KPI.featureExportColumns == [
                "account_id", "feature", "users_7d", "users_7d_prev", "users_7d_change", "users_30d", "users_30d_prev",
                "users_30d_change", "users_90d", "users_90d_prev", "users_90d_change",
            ])
        for kpi in KPI.all + KPI.perFeature {
            #expect(KPI.named(kpi.name) == kpi)
            #expect(kpi.formula.hasSuffix("."))
        }
        #expect(KPI.named("au_31d") == nil)
    }

    @Test func `the 27 KPIs of the sources are there under their names`() {
        var canonical = ["au_last_month", "engagements_active", "engagements_total"]
        for window in ["7d", "30d", "90d"] {
            for name in ["au", "nps_score", "nps_responses", "feature_users"] {
                let base = "\(name)_\(window)"
                canonical += [base, base + "_change"]
            }
        }
        #expect(canonical.count == 27)
        for name in canonical { #expect(KPI.named(name)?.labels.isEmpty == false, "\(name)") }
    }

    @Test(arguments: [
        ("au_7d", KPI.Unit.users), ("au_7d_change", .percent), ("nps_score_30d", .score),
        ("nps_score_30d_change", .points), ("nps_score_30d_pct_change", .percent), ("nps_responses_90d", .responses),
        ("nps_responses_90d_change", .percent), ("feature_users_7d_prev", .users), ("engagements_total", .engagements),
    ])
    func `a KPI knows its unit`(name: String, unit: KPI.Unit) {
        #expect(KPI.named(name)?.unit == unit)
    }

    @Test(
        arguments: [
            (4, 3, -25.0), (0, 3, nil), (0, 0, 0), (3, 0, -100), (2, 3, 50), (3, 3, 0),
        ] as [(Int, Int, Double?)])
    func `a change of a count is a percentage that nothing before makes meaningless`(
        previous: Int, current: Int, change: Double?
    ) {
        #expect(Change.percent(from: previous, to: current) == change)
    }

    @Test(
        arguments: [
            (20, 50, 30, 150), (0, 50, 50, nil), (-20, 10, 30, nil), (nil, 10, nil, nil), (10, nil, nil, nil),
            (40, -20, -60, -150),
        ] as [(Double?, Double?, Double?, Double?)])
    func `a change of a score is in points, and a percentage only above 0`(
        previous: Double?, current: Double?, points: Double?, percent: Double?
    ) {
        #expect(Change.points(from: previous, to: current) == points)
        #expect(Change.percent(from: previous, to: current) == percent)
    }

    @Test(
        arguments: [
            (70, 20, 10, 60), (1, 1, 1, 0), (0, 0, 0, nil), (0, 0, 5, -100), (5, 0, 0, 100),
        ] as [(Int, Int, Int, Double?)])
    func `a score is the promoters' share less the detractors'`(
        promoters: Int, passives: Int, detractors: Int, score: Double?
    ) {
        var tally = NPSTally()
        for (count, answer) in [(promoters, 9), (passives, 7), (detractors, 6)] {
            for _ in 0..<count { tally.count(answer) }
        }
        #expect(tally.score == score)
        #expect(tally.responses == promoters + passives + detractors)
    }
}
