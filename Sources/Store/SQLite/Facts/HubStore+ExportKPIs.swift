package import Domain
import GRDB

extension HubStore {
    package func exportKPIs(asOf day: Day, to sink: @escaping @Sendable (ExportPart) throws -> Void) async throws {
        try await read { database in
            try Self.requireKPIs(of: day, database)
            let accounts = try RawStatement(database, "SELECT key FROM fact_account ORDER BY id")
            let names = KPI.all.map(\.name).joined(separator: ", ")
            let rows = try RawStatement(database, "SELECT account_id, \(names) FROM kpi WHERE key = ?")
            try sink(.header(KPI.exportColumns))
            var batch = TextBatch(columnCount: KPI.exportColumns.count)
            while try accounts.step() {
                rows.bind(1, integer: Int64(day.number) << 32 | accounts.integer(0))
                defer { rows.reset() }
                guard try rows.step() else { continue }
                batch.append(rows.bytes(0))
                for column in 1...Int32(KPI.all.count) {
                    batch.append(value: rows.isNull(column) ? nil : rows.double(column))
                }
                try batch.flush(to: sink)
            }
            try batch.flush(atLeast: 1, to: sink)
        }
    }

    package func exportFeatureKPIs(
        asOf day: Day, to sink: @escaping @Sendable (ExportPart) throws -> Void
    ) async throws {
        try await read { database in
            try Self.requireKPIs(of: day, database)
            try sink(.header(KPI.featureExportColumns))
            let accounts = try RawStatement(database, "SELECT key, id FROM fact_account ORDER BY id")
            let rows = try RawStatement(
                database,
                """
                SELECT f.key, \(FeatureCounts.columns) FROM kpi k, json_each(k.features) f WHERE k.key = ?
                """)
            var batch = TextBatch(columnCount: KPI.featureExportColumns.count)
            while try accounts.step() {
                rows.bind(1, integer: Int64(day.number) << 32 | accounts.integer(0))
                while try rows.step() {
                    let measures = FeatureMeasures(rows, from: 1)
                    batch.append(accounts.bytes(1))
                    batch.append(rows.bytes(0))
                    for kpi in KPI.perFeature { batch.append(value: measures.value(of: kpi)) }
                }
                try batch.flush(to: sink)
            }
            try batch.flush(atLeast: 1, to: sink)
        }
    }

    package func values(
        of kpi: KPI, feature: String?, asOf day: Day, changedSince revision: Int64?
    ) async throws -> KPIColumn {
        try await read { database in
            try Self.requireKPIs(of: day, database)
            return kpi.isPerFeature
                ? try Self.featureValues(of: kpi, feature ?? "", day, revision ?? -1, database)
                : try Self.accountValues(of: kpi, day, revision ?? -1, database)
        }
    }

    private static func accountValues(
        of kpi: KPI, _ day: Day, _ revision: Int64, _ database: Database
    ) throws -> KPIColumn {
        let rows = try RawStatement(
            database, "SELECT account_id, \(kpi.name) FROM kpi WHERE key >= ? AND key < ? AND revision > ?")
        rows.bind(1, integer: Int64(day.number) << 32)
        rows.bind(2, integer: (Int64(day.number) + 1) << 32)
        rows.bind(3, integer: revision)
        var column = KPIColumn()
        while try rows.step() {
            column.accountIDs.append(rows.string(0) ?? "")
            column.values.append(rows.isNull(1) ? nil : rows.double(1))
        }
        return column
    }

    /// An account that does not list the feature has used it in no window.
    private static func featureValues(
        of kpi: KPI, _ feature: String, _ day: Day, _ revision: Int64, _ database: Database
    ) throws -> KPIColumn {
        let rows = try RawStatement(
            database,
            """
            SELECT k.account_id, \(FeatureCounts.columns)
            FROM kpi k LEFT JOIN json_each(k.features) f ON f.key = ?4
            WHERE k.key >= ?1 AND k.key < ?2 AND k.revision > ?3
            """)
        rows.bind(1, integer: Int64(day.number) << 32)
        rows.bind(2, integer: (Int64(day.number) + 1) << 32)
        rows.bind(3, integer: revision)
        rows.bind(4, string: feature)
        var column = KPIColumn()
        while try rows.step() {
            column.accountIDs.append(rows.string(0) ?? "")
            column.values.append(FeatureMeasures(rows, from: 1).value(of: kpi))
        }
        return column
    }

    private static func requireKPIs(of day: Day, _ database: Database) throws {
        guard try KPISnapshot.find(day, database) == nil else { return }
        throw PlainError(
            "No KPIs have been measured as of \(day.text). Run `crosswalk sync measure --as-of \(day.text)` first.")
    }
}

extension FeatureMeasures {
    /// Six columns in the order of the windows' bits.
    init(_ row: borrowing RawStatement, from column: Int32) {
        self.init()
        for lane in 0..<WindowSet.rollingCount {
            users[lane] = UInt32(truncatingIfNeeded: row.integer(column + Int32(lane)))
        }
    }
}

extension TextBatch {
    fileprivate mutating func append(value: Double?) {
        append((value.map(plainText(of:)) ?? "").utf8)
    }

    fileprivate mutating func flush(atLeast rows: Int = 4096, to sink: (ExportPart) throws -> Void) throws {
        guard rowCount >= rows else { return }
        try sink(.rows(self))
        removeAll()
    }
}
