import Domain
import Store
import TestSupport
import Testing

@Suite struct MeasuringTests {
    @Test func `measuring again looks only at the accounts whose facts changed`() async throws {
        let scene = try FactScene()
        try await scene.events((0..<50).map { "2024-03-14T10:00:00Z u\($0) A\($0)" })
        let first = try await scene.measure("2024-03-15")
        #expect((first.accounts, first.changed) == (50, 50))

        // One new user, one late fact, one fact that changes no value.
        try await scene.events([
            "2024-03-13T10:00:00Z new A7", "2023-12-20T10:00:00Z u8 A8", "2024-03-14T12:00:00Z u9 A9",
        ])
        let second = try await scene.measure("2024-03-15")
        #expect((second.accounts, second.changed) == (3, 2))
        #expect(second.revision > first.revision)
        let au = try #require(KPI.named("au_7d"))
        let day = try "2024-03-15".day
        let changed = try await scene.store.values(of: au, feature: nil, asOf: day, changedSince: first.revision)
        #expect(changed.accountIDs.sorted() == ["A7", "A8"])
        #expect(try await scene.store.values(of: au, feature: nil, asOf: day, changedSince: nil).values.count == 50)
        #expect(try await scene.kpis("2024-03-15")["A8"]?["au_90d_prev"] == "0")
    }

    @Test func `a user's type is looked at when measuring`() async throws {
        let scene = try FactScene()
        try await scene.events(["2024-03-14T10:00:00Z u1 A", "2024-03-14T10:00:00Z u2 A"])
        for (type, count) in [("lead", "1"), ("user", "2"), ("visitor", "1")] {
            try await scene.load(.users, ["id", "type"], [["u1", type]])
            try await scene.measure("2024-03-15")
            #expect(try await scene.kpis("2024-03-15")["A"]?["au_7d"] == count, "\(type)")
        }
    }

    @Test(arguments: ["2024-03-15", "2024-01-01", "2023-06-10", "2025-01-01"])
    func `any day can be measured, and tells the same from its receipts`(asOf: String) async throws {
        var scene = try FactScene()
        scene.zone = try #require(WorkspaceZone(named: "America/New_York"))
        var generator = SeededGenerator(seed: 11)
        try await scene.load(.users, ["id", "type"], [["u3", "lead"]])
        try await scene.events(
            (0..<600).map { _ in
                let time = Instant(milliseconds: 1_710_504_000_000 - Int64(generator.below(400 * 86_400)) * 1000)
                return "\(time.iso8601) u\(generator.below(30)) A\(generator.below(3)) f\(generator.below(3))"
            })
        try await scene.take(
            .features, FactKind.features.columns,
            [["f0", "", "", "m"], ["f1", "", "", "m"], ["m", "", "module", ""]])
        try await scene.take(
            .nps, FactKind.nps.columns,
            (0..<200).map { number in
                let time = Instant(milliseconds: 1_710_504_000_000 - Int64(generator.below(400 * 86_400)) * 1000)
                return ["r\(number)", time.iso8601, "u\(generator.below(30))", "A1", String(generator.below(11)), ""]
            })
        try await scene.measure(asOf)
        let kpis = try #require(try await scene.kpis(asOf)["A1"])
        let day = try asOf.day
        for kpi in KPI.all {
            let receipt = try await scene.store.receipt(
                for: kpi, account: "A1", feature: nil, asOf: day, zone: scene.zone)
            #expect(receipt.value.map(plainText(of:)) ?? "" == kpis[kpi.name], "\(kpi.name)")
        }
        for feature in ["f1", "m"] {
            let counts = try await scene.featureKPIs(asOf)["A1 \(feature)"]
            for kpi in KPI.perFeature {
                let receipt = try await scene.store.receipt(
                    for: kpi, account: "A1", feature: feature, asOf: day, zone: scene.zone)
                let expected = counts?[String(kpi.name.dropFirst("feature_".count))] ?? "0"
                #expect(receipt.value.map(plainText(of:)) ?? "" == expected, "\(feature) \(kpi.name)")
            }
        }
    }

    @Test func `what SQL derives is what the domain derives`() async throws {
        let scene = try FactScene()
        try await scene.events([
            "2024-03-14T10:00:00Z u1 A \"odd\\one", "2024-03-14T10:00:00Z u2 A \"odd\\one",
            "2024-03-02T10:00:00Z u1 A \"odd\\one",
        ])
        try await scene.measure("2024-03-15")
        let rows = try await scene.rows(
            "SELECT as_of, account_id, feature, users_7d, users_7d_prev, users_7d_change, users_30d_change FROM feature_kpi"
        )
        #expect(rows == [["2024-03-15", "A", "\"odd\\one", "2", "1", "100.0", ""]])
        let change = try #require(KPI.named("feature_users_7d_change"))
        let values = try await scene.store.values(
            of: change, feature: "\"odd\\one", asOf: try "2024-03-15".day, changedSince: nil)
        #expect(values.values == [100])
    }

    @Test func `KPIs that were never measured are asked for with a remedy`() async throws {
        let scene = try FactScene()
        await #expect(throws: PlainError.self) { try await scene.kpis("2024-03-15") }
    }
}
