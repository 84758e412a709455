package import Domain
import GRDB

extension HubStore {
    package func measurements(ofAccount id: String, limit: Int) async throws -> [KPIMeasurement] {
        try await read { database in
            let key = try Int64.fetchOne(database, sql: "SELECT key FROM fact_account WHERE id = ?", arguments: [id])
            guard let key else { return [] }
            let days = try Row.fetchAll(
                database, sql: "SELECT as_of, measured_at FROM kpi_snapshot ORDER BY as_of DESC LIMIT ?",
                arguments: [limit])
            return try days.compactMap { row in
                guard let day = Day(row["as_of"] as String) else { return nil }
                var measured = KPIMeasurement(
                    asOf: day, measuredAt: Instant(milliseconds: row["measured_at"]))
                measured.values = try database.kpis(ofAccount: key, asOf: day)
                return measured
            }.withFeatures { try database.featureKPIs(ofAccount: key, asOf: $0) }
        }
    }

    package func features() async throws -> [FeatureName] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT id, name FROM feature ORDER BY id LIMIT 1000").map {
                FeatureName(id: $0["id"], name: $0["name"] ?? $0["id"])
            }
        }
    }
}

extension [KPIMeasurement] {
    /// The newest measuring with the account's features; older ones are shown as a line only.
    fileprivate func withFeatures(_ read: (Day) throws -> [KPIMeasurement.Feature]) rethrows -> [KPIMeasurement] {
        guard var newest = first else { return [] }
        newest.features = try read(newest.asOf)
        return [newest] + dropFirst()
    }
}

extension Database {
    fileprivate func kpis(ofAccount key: Int64, asOf day: Day) throws -> [String: Double] {
        let row = try Row.fetchOne(
            self, sql: "SELECT * FROM kpi WHERE key = ?", arguments: [Int64(day.number) << 32 | key])
        guard let row else { return [:] }
        return KPI.all.reduce(into: [:]) { values, kpi in values[kpi.name] = row[kpi.name] as Double? }
    }

    fileprivate func featureKPIs(ofAccount key: Int64, asOf day: Day) throws -> [KPIMeasurement.Feature] {
        let first = Int64(day.number) << 46 | key << 18
        let columns = KPI.perFeature.map { String($0.name.dropFirst("feature_".count)) }
        let rows = try Row.fetchAll(
            self,
            sql: """
                SELECT f.id AS feature_id, c.* FROM feature_kpi_count c JOIN feature f ON f.key = c.key & 262143
                WHERE c.key >= ? AND c.key < ? ORDER BY c.users_30d DESC, f.id LIMIT 200
                """,
            arguments: [first, first + (1 << 18)])
        return rows.map { row in
            var values: [String: Double] = [:]
            for (kpi, column) in zip(KPI.perFeature, columns) { values[kpi.name] = row[column] as Double? }
            return KPIMeasurement.Feature(id: row["feature_id"], values: values)
        }
    }
}
