import Domain
import Store
import TestSupport
import Testing

@Suite struct FactImportTests {
    private static let header = ["event_id", "ts", "user_id", "account_id", "type", "feature"]

    @Test func `a bad row is named with its line and reason, and the rest loads`() async throws {
        let scene = try FactScene()
        let (counts, rejected) = try await scene.take(
            .events, Self.header,
            [
                ["1", "2024-03-14T10:00:00Z", "u1", "A", "session", ""],
                ["", "2024-03-14T10:00:00Z", "u1", "A", "session", ""],
                ["3", "2024-03-14T10:00:00", "u1", "A", "session", ""],
                ["4", "", "u1", "A", "session", ""],
                ["5", "2024-03-14T10:00:00Z", "u1", "A", "", ""],
                ["6", "2024-02-30T10:00:00Z", "u1", "A", "session", ""],
                ["6b", "2024-03-14", "u1", "A", "session", ""],
                ["7", "2024-03-14T10:00:00Z", String(repeating: "u", count: 1025), "A", "session", ""],
            ])
        #expect((counts.read, counts.new, counts.rejected) == (8, 1, 7))
        #expect(rejected.map(\.line) == [3, 4, 5, 6, 7, 8, 9])
        #expect(
            rejected.map(\.reason) == [
                "event_id is missing",
                "ts is no time with an offset, such as 2026-05-01T10:00:00.000Z: 2024-03-14T10:00:00",
                "ts is missing", "type is missing",
                "ts is no time with an offset, such as 2026-05-01T10:00:00.000Z: 2024-02-30T10:00:00Z",
                "ts is a day, and not a time of it with an offset, such as 2026-05-01T10:00:00.000Z: 2024-03-14",
                "an id is longer than 1024 bytes",
            ])
    }

    @Test(arguments: [
        (FactKind.nps, ["r", "2024-03-14T10:00:00Z", "", "A", "11", ""], "score is no whole number from 0 to 10: 11"),
        (.nps, ["r", "2024-03-14T10:00:00Z", "", "A", "-1", ""], "score is no whole number from 0 to 10: -1"),
        (.nps, ["r", "2024-03-14T10:00:00Z", "", "A", "7.5", ""], "score is no whole number from 0 to 10: 7.5"),
        (
            .nps, ["r", "2024-03-14", "", "A", "7", ""],
            "ts is a day, and not a time of it with an offset, such as 2026-05-01T10:00:00.000Z: 2024-03-14"
        ),
        (.nps, ["", "2024-03-14T10:00:00Z", "", "A", "7", ""], "response_id is missing"),
        (
            .engagements, ["e", "", "", "running"],
            "state is none of in_progress, started, paused, failed, editing, completed: running"
        ),
        (.engagementViews, ["v", "2024-03-14T10:00:00Z", "", "u", "A", ""], "engagement_id is missing"),
        (
            .engagementViews, ["v", "2024-03-14", "e", "u", "A", ""],
            "ts is a day, and not a time of it with an offset, such as 2026-05-01T10:00:00.000Z: 2024-03-14"
        ),
        (.features, ["f", "", "page", ""], "type is none of feature, module: page"),
        (.features, ["f", "", "module", "f"], "parent_id is the row's own id"),
    ])
    func `every kind says what is wrong with a row`(kind: FactKind, row: [String], reason: String) async throws {
        let scene = try FactScene()
        let (counts, rejected) = try await scene.take(kind, kind.columns, [row])
        #expect(counts.rejected == 1)
        #expect(rejected.map(\.reason) == [reason])
    }

    @Test(arguments: [
        (
            FactKind.features,
            [["f", "Old", "", ""], ["g", "", "", ""], ["f", "New", "module", ""], ["f", "", "", ""]]
        ),
        (
            .engagements,
            [["f", "Old", "", "paused"], ["g", "", "", ""], ["f", "New", "", ""], ["f", "", "", "failed"]]
        ),
        (.nps, [["r", "2024-03-14T10:00:00Z", "", "A", "7", "x"], ["r", "2024-03-14T10:00:00Z", "", "A", "8", "y"]]),
    ])
    func `rows with one id that come again change nothing, and the last one counts`(
        kind: FactKind, rows: [[String]]
    ) async throws {
        let scene = try FactScene()
        let first = try await scene.take(kind, kind.columns, rows).counts
        #expect((first.new, first.changed) == (kind == .nps ? 1 : 2, 1))
        let (again, _) = try await scene.take(kind, kind.columns, rows)
        #expect((again.new, again.duplicate) == (0, rows.count))
        guard kind == .features else { return }
        #expect(try await scene.store.features().contains { $0.id == "f" && $0.name == "New" })
    }

    @Test(arguments: FactKind.allCases)
    func `a file without a required column is refused as a whole`(kind: FactKind) async throws {
        let scene = try FactScene()
        let missing = try #require(kind.requiredColumns.last)
        let header = kind.columns.filter { $0 != missing }
        await #expect(throws: PlainError.self) { try await scene.take(kind, header, [header]) }
    }

    @Test(arguments: [(1, 1), (7, 3), (3000, 1000), (4097, 1), (4097, 5000), (9000, 9000)])
    func `of equal event ids the first counts, within and across batches of any size`(
        rows: Int, rowsPerBatch: Int
    ) async throws {
        let scene = try FactScene()
        func batch(_ account: String, from first: Int) -> [[String]] {
            (first..<first + rows).map { ["id-\($0)", "2024-03-14T10:00:00Z", "u\($0)", account, "session", ""] }
        }
        let half = rows / 2
        // Each id twice, the second time for another account; then half of them again, and as many new ones.
        let first = try await scene.take(
            .events, Self.header, batch("A", from: 0) + batch("B", from: 0), rowsPerBatch: rowsPerBatch)
        #expect((first.counts.new, first.counts.duplicate) == (rows, rows))
        let second = try await scene.take(.events, Self.header, batch("C", from: half), rowsPerBatch: rowsPerBatch)
        #expect((second.counts.new, second.counts.duplicate) == (half, rows - half))
        try await scene.measure("2024-03-15")
        let kpis = try await scene.kpis("2024-03-15")
        #expect(kpis["A"]?["au_7d"] == String(rows))
        #expect(kpis["B"]?["au_7d"] ?? "0" == "0")
        #expect(kpis["C"]?["au_7d"] ?? "0" == String(half))
    }

    @Test func `ids are remembered through many joins of their runs`() async throws {
        let scene = try FactScene()
        var seen = 0
        for size in [5000, 5000, 5000, 5000, 100, 5000, 70_000, 5000, 5000, 5000] {
            let rows = (seen..<seen + size).map { ["\($0)", "2024-03-14T10:00:00Z", "u", "A", "session", ""] }
            let (counts, _) = try await scene.take(.events, Self.header, rows, rowsPerBatch: 5000)
            #expect(counts.new == size)
            seen += size
        }
        let all = (0..<seen).map { ["\($0)", "2024-03-14T10:00:00Z", "u", "A", "session", ""] }
        #expect(try await scene.take(.events, Self.header, all).counts.new == 0)
        #expect(try await scene.take(.events, Self.header, Array(all[5990..<6010])).counts.new == 0)
    }

    @Test func `an unknown user becomes one of type user, an unknown account is kept`() async throws {
        let scene = try FactScene()
        let counts = try await scene.events(["2024-03-14T10:00:00Z nobody nowhere"])
        #expect(counts.newUsers == 1)
        try await scene.measure("2024-03-15")
        #expect(try await scene.kpis("2024-03-15")["nowhere"]?["au_7d"] == "1")
        let users = ExportedTable()
        try await scene.store.export(.users) { users.take($0) }
        #expect(users.rows.map { $0[0] } == ["nobody"])
    }

    @Test func `an account without facts has its row, and one that comes later gets it`() async throws {
        let scene = try FactScene()
        try await scene.load(.accounts, ["id"], [["A"]])
        try await scene.measure("2024-03-15")
        #expect(try await scene.kpis("2024-03-15").keys.sorted() == ["A"])
        try await scene.load(.accounts, ["id"], [["A"], ["B"]])
        try await scene.events(["2024-03-14T10:00:00Z - C"])
        try await scene.measure("2024-03-15")
        let kpis = try await scene.kpis("2024-03-15")
        #expect(kpis.keys.sorted() == ["A", "B", "C"])
        #expect(kpis["C"]?["au_90d_change"] == "0")
    }

    @Test(
        arguments: [
            (FactKind.engagements, ["id", "name", "state"], ["x1", "Tour", "started"], ["x1", "Tour", "completed"]),
            (.features, ["id", "name", "type"], ["x1", "Export", "feature"], ["x1", "Exports", "feature"]),
            (
                .nps, ["response_id", "ts", "score"], ["x1", "2024-03-14T10:00:00Z", "3"],
                ["x1", "2024-03-15T10:00:00Z", "9"]
            ),
        ] as [(FactKind, [String], [String], [String])])
    func `a row that says something else of what is there is changed, not new`(
        kind: FactKind, header: [String], first: [String], second: [String]
    ) async throws {
        let scene = try FactScene()
        var told: [[Int]] = []
        for row in [first, second, second] {
            let counts = try await scene.take(kind, header, [row]).counts
            told.append([counts.new, counts.changed, counts.duplicate])
        }
        #expect(told == [[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    }
}
