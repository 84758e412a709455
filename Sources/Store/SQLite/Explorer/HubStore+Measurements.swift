package import Domain
import GRDB

extension HubStore {
    package func measurements(ofAccount id: String, limit: Int) async throws -> [KPIMeasurement] {
        try await read { database in
            let key: Int64? = try database.preparedValue("SELECT key FROM fact_account WHERE id = ?", [id])
            guard let key else { return [] }
            let days = try database.preparedRows(
                """
                SELECT as_of, measured_at FROM kpi_snapshot WHERE as_of <= \(KPISnapshot.shownDay)
                ORDER BY as_of DESC LIMIT ?
                """, [limit])
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
    private static let kpis = """
        SELECT \(KPI.all.map { quoted($0.name) }.joined(separator: ", ")) FROM kpi WHERE key = ?
        """

    fileprivate func kpis(ofAccount key: Int64, asOf day: Day) throws -> [String: Double] {
        let row = try preparedRow(Self.kpis, [Int64(day.number) << 32 | key])
        guard let row else { return [:] }
        return KPI.all.enumerated().reduce(into: [:]) { $0[$1.element.name] = row[$1.offset] as Double? }
    }

    fileprivate func featureKPIs(ofAccount key: Int64, asOf day: Day) throws -> [KPIMeasurement.Feature] {
        let rows = try RawStatement(
            self, "SELECT f.key, \(FeatureCounts.columns) FROM kpi k, json_each(k.features) f WHERE k.key = ?")
        rows.bind(1, integer: Int64(day.number) << 32 | key)
        var features: [KPIMeasurement.Feature] = []
        while try rows.step() {
            let measures = FeatureMeasures(rows, from: 1)
            let values = KPI.perFeature.reduce(into: [:]) { $0[$1.name] = measures.value(of: $1) }
            features.append(KPIMeasurement.Feature(id: rows.string(0) ?? "", values: values))
        }
        let users = { (feature: KPIMeasurement.Feature) in feature.values["feature_users_30d"] ?? 0 }
        return features.sorted { (users($1), $0.id) < (users($0), $1.id) }
    }
}
