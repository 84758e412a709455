import Domain
import Foundation
import GRDB
import Store
import TestSupport

/// A workspace with facts, to be asked for KPIs.
struct FactScene {
    let store: HubStore
    private let folder: TemporaryFolder
    var zone = WorkspaceZone.utc
    static let noon = Instant(milliseconds: 1_710_504_000_000)

    init() throws {
        folder = try TemporaryFolder()
        store = try HubStore(path: folder.file("hub.sqlite"), createIfMissing: true)
    }

    /// Another program's view of the same file: nothing of what the first keeps in memory.
    func reopened() throws -> HubStore {
        try HubStore(path: folder.file("hub.sqlite"), createIfMissing: false)
    }

    @discardableResult
    func take(
        _ kind: FactKind, _ header: [String], _ rows: [[String]], rowsPerBatch: Int = 1000,
        rowsPerTransaction: Int = 1 << 16, dyingAfter limit: Int = .max
    ) async throws -> (counts: FactCounts, rejected: [ImportCounts.Rejection]) {
        var start = 0
        var rejected: [ImportCounts.Rejection] = []
        let counts = try await store.importFacts(
            kind, header: header, rowsPerTransaction: rowsPerTransaction,
            from: {
                guard start < limit else { throw Death() }
                guard start < rows.count else { return nil }
                let end = min(start + rowsPerBatch, rows.count)
                var batch = TextBatch(Array(rows[start..<end]), columnCount: header.count)
                batch.lines = (start..<end).map { UInt32($0 + 2) }
                start = end
                return batch
            },
            rejected: { rejected += $0 })
        return (counts, rejected)
    }

    /// Events as `day hour user account feature`; `-` leaves a cell empty.
    @discardableResult
    func events(_ lines: [String]) async throws -> FactCounts {
        let rows = lines.enumerated().map { number, line in
            let cells = line.split(separator: " ").map { $0 == "-" ? "" : String($0) }
            return ["e\(number) \(line)", cells[0], cells[1], cells[2], cells.count > 3 ? cells[3] : ""]
        }
        return try await take(
            .events, ["event_id", "ts", "user_id", "account_id", "feature", "type"], rows.map { $0 + ["session"] }
        ).counts
    }

    func load(_ kind: RecordKind, _ header: [String], _ rows: [[String]]) async throws {
        let plan = try ImportPlan(kind: kind, header: header, attributes: [])
        _ = try await store.load([TextBatch(rows, columnCount: header.count)], as: plan)
    }

    @discardableResult
    func measure(_ day: String) async throws -> MeasureReport {
        try await store.measure(asOf: try day.day, zone: zone, now: Self.noon) { _, _ in }
    }

    /// Measured KPIs by account, then by column.
    func kpis(_ day: String) async throws -> [String: [String: String]] {
        let table = ExportedTable()
        try await store.exportKPIs(asOf: try day.day) { table.take($0) }
        return Dictionary(
            uniqueKeysWithValues: table.rows.map { ($0[0], Dictionary(uniqueKeysWithValues: zip(table.header, $0))) })
    }

    /// Measured KPIs of features by account and feature, then by column.
    func featureKPIs(_ day: String) async throws -> [String: [String: String]] {
        let table = ExportedTable()
        try await store.exportFeatureKPIs(asOf: try day.day) { table.take($0) }
        return Dictionary(
            uniqueKeysWithValues: table.rows.map {
                ($0[0] + " " + $0[1], Dictionary(uniqueKeysWithValues: zip(table.header, $0)))
            })
    }
}

extension FactScene {
    /// What a query finds, as text.
    func rows(_ sql: String) async throws -> [[String]] {
        try await store.read { database in
            try Row.fetchAll(database, sql: sql).map { row in
                row.databaseValues.map { String.fromDatabaseValue($0) ?? ($0.isNull ? "" : "\($0)") }
            }
        }
    }

    /// The days that make a user count in the last 30 days of account A.
    func days(of user: String, asOf day: String) async throws -> [String]? {
        guard let kpi = KPI.named("au_30d") else { return nil }
        let receipt = try await store.receipt(for: kpi, account: "A", feature: nil, asOf: try day.day, zone: zone)
        return receipt.current.users.first { $0.id == user }?.days.map(\.text)
    }
}

/// Ends an import in its middle.
struct Death: Error {}

extension String {
    struct NoDay: Error {}

    var day: Day {
        get throws {
            guard let day = Day(self) else { throw NoDay() }
            return day
        }
    }
}

/// The rows of a sample file below its header.
struct SampleFile {
    let header: [String]
    let rows: [[String]]

    init(_ path: String) throws {
        let table = try Fixture.table(path)
        header = table.first ?? []
        rows = Array(table.dropFirst())
    }
}
