package import Domain
import GRDB

extension HubStore {
    @discardableResult
    package func dropSnapshots(before day: Day) async throws -> Int {
        let old = try await read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT as_of FROM kpi_snapshot WHERE as_of < ? AND as_of NOT IN
                        (SELECT min(as_of) FROM kpi_snapshot WHERE is_complete GROUP BY substr(as_of, 1, 7))
                    """,
                arguments: [day.text])
        }
        for old in old.compactMap({ Day($0) }) {
            try await write { database in
                // A day's rows lie side by side: see migration 003.
                try database.execute(
                    sql: "DELETE FROM kpi WHERE key >= ? AND key < ?",
                    arguments: [Int64(old.number) << 32, Int64(old.number + 1) << 32])
                try database.execute(sql: "DELETE FROM kpi_snapshot WHERE as_of = ?", arguments: [old.text])
            }
        }
        return old.count
    }
}
