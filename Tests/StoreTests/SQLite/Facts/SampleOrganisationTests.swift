import Domain
import Store
import TestSupport
import Testing

/// The KPIs of the sample organisation, against answers that something else worked out.
@Suite struct SampleOrganisationTests {
    @Test func `KPIs agree row for row`() async throws {
        let scene = try await organisation()
        try await scene.measure("2026-05-13")
        let expected = try SampleFile("org/expected/kpis.csv")
        let kpis = try await scene.kpis("2026-05-13")
        #expect(kpis.count == expected.rows.count)
        for row in expected.rows {
            for (name, value) in zip(expected.header, row) {
                #expect(kpis[row[0]]?[name] == value, "\(row[0]) \(name)")
            }
        }
    }

    @Test func `KPIs of features agree row for row`() async throws {
        let scene = try await organisation()
        try await scene.measure("2026-05-13")
        let expected = try SampleFile("org/expected/feature-kpis.csv")
        let kpis = try await scene.featureKPIs("2026-05-13")
        #expect(kpis.count == expected.rows.count)
        for row in expected.rows {
            for (name, value) in zip(expected.header, row) {
                #expect(kpis[row[0] + " " + row[1]]?[name] == value, "\(row[0]) \(row[1]) \(name)")
            }
        }
    }

    @Test func `the same files again change nothing`() async throws {
        let scene = try await organisation()
        try await scene.measure("2026-05-13")
        for kind in [FactKind.events, .nps] {
            let file = try SampleFile("org/product/\(kind.rawValue).csv")
            let (counts, _) = try await scene.take(kind, file.header, file.rows)
            #expect(counts.new == 0)
            #expect(counts.duplicate == counts.read)
        }
        let report = try await scene.measure("2026-05-13")
        #expect((report.accounts, report.changed) == (0, 0))
    }

    /// Facts first, and users and accounts after them.
    private func organisation() async throws -> FactScene {
        let scene = try FactScene()
        for kind in [FactKind.events, .nps] {
            let file = try SampleFile("org/product/\(kind.rawValue).csv")
            try await scene.take(kind, file.header, file.rows)
        }
        for kind in [RecordKind.users, .accounts] {
            let file = try SampleFile("org/product/\(kind.rawValue).csv")
            try await scene.load(kind, file.header, file.rows)
        }
        return scene
    }
}
