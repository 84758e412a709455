import Domain
import GRDB

/// Writes the counts of features at accounts for one day; where all are zero there is no row, or one of zeros.
final class FeatureKPIRows {
    private let day: Int64
    private let insert: RawStatement
    private let find: RawStatement
    private let isComparing: Bool

    init(_ database: Database, asOf day: Day, revision: Int64, comparing: Bool) throws {
        self.day = Int64(day.number) << 46
        insert = try RawStatement(database, "INSERT OR REPLACE INTO feature_kpi_count VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        isComparing = comparing
        find = try RawStatement(
            database,
            """
            SELECT key & 262143, users_7d, users_7d_prev, users_30d, users_30d_prev, users_90d, users_90d_prev
            FROM feature_kpi_count WHERE key >= ? AND key < ? ORDER BY key
            """)
        insert.bind(8, integer: revision)
    }

    /// Writes the features of one account, ascending; returns how many rows changed.
    func write(account: UInt32, _ features: ArraySlice<UInt32>, _ measures: ArraySlice<FeatureMeasures>) throws -> Int {
        let first = day | Int64(account) << 18
        var old = try old(from: first)
        var changed = 0
        for (feature, measures) in zip(features, measures) where old.removeValue(forKey: feature) != measures {
            try write(first | Int64(feature), measures)
            changed += 1
        }
        // What has become zero says so, for those who ask what changed.
        for (feature, measures) in old where measures != FeatureMeasures() {
            try write(first | Int64(feature), FeatureMeasures())
            changed += 1
        }
        return changed
    }

    private func write(_ key: Int64, _ measures: FeatureMeasures) throws {
        insert.bind(1, integer: key)
        for lane in 0..<WindowSet.rollingCount {
            insert.bind(Int32(lane) + 2, integer: Int64(measures.users[lane]))
        }
        try insert.execute()
    }

    private func old(from first: Int64) throws -> [UInt32: FeatureMeasures] {
        guard isComparing else { return [:] }
        find.bind(1, integer: first)
        find.bind(2, integer: first + (1 << 18))
        var old: [UInt32: FeatureMeasures] = [:]
        while try find.step() {
            old[UInt32(truncatingIfNeeded: find.integer(0))] = FeatureMeasures(find, from: 1)
        }
        return old
    }
}
