package import Domain
import GRDB

extension HubStore {
    package func mirrorCount(of object: String, in range: MirrorRange) async throws -> Int {
        try await read { database in
            try Int.fetchOne(database, sql: "SELECT count(*) \(range.source(of: object))") ?? 0
        }
    }

    package func rowsNotHeld(
        _ rows: TextBatch, of object: String, countsDeleted: Bool
    ) async throws -> [Int] {
        try await read { database in
            let find = try RawStatement(
                database,
                """
                SELECT 1 FROM \(quoted(MirrorTable(object: object).name)) WHERE id = ?1 AND system_modstamp = ?2
                \(countsDeleted ? "" : "AND is_deleted = 0")
                """)
            return try rows.bytes.withUnsafeBufferPointer { bytes in
                try (0..<rows.rowCount).filter { row in
                    let stamp = CellType.instant.read(rows.cell(row: row, column: 1, of: bytes))
                    guard case .integer(let milliseconds) = stamp else { return true }
                    find.bind(1, text: rows.cell(row: row, column: 0, of: bytes))
                    find.bind(2, integer: milliseconds)
                    defer { find.reset() }
                    return try !find.step()
                }
            }
        }
    }

    package func linkedButNotMirrored(of object: String, entities: [Entity]) async throws -> [String] {
        let table = MirrorTable(object: object).name
        let linking = entities.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try await read { database in
            guard try database.tableExists(table) else { return [] }
            return try String.fetchAll(
                database,
                sql: """
                    SELECT l.salesforce_id FROM link l LEFT JOIN \(quoted(table)) m ON m.id = l.salesforce_id
                    WHERE l.entity IN (\(linking)) AND l.salesforce_id IS NOT NULL AND m.id IS NULL
                    UNION SELECT o.salesforce_id FROM link_override o LEFT JOIN \(quoted(table)) m ON m.id = o.salesforce_id
                    WHERE o.entity IN (\(linking)) AND o.verdict = 'link' AND m.id IS NULL ORDER BY 1
                    """)
        }
    }

    package func mirrorDays(of object: String, in range: MirrorRange) async throws -> [(day: Day, rows: Int)] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT system_modstamp / 86400000 AS day, count(*) AS n \(range.source(of: object))
                    GROUP BY day ORDER BY day
                    """)
            return rows.map { (Day(number: $0["day"]), $0["n"]) }
        }
    }

    package func mirrorStamps(of object: String, in range: MirrorRange) async throws -> [MirrorStamp] {
        try await read { database in
            let statement = try RawStatement(
                database, "SELECT id, system_modstamp \(range.source(of: object)) ORDER BY id")
            var stamps: [MirrorStamp] = []
            while try statement.step() {
                stamps.append(
                    MirrorStamp(
                        id: statement.string(0) ?? "", stamp: Instant(milliseconds: statement.integer(1))))
            }
            return stamps
        }
    }
}

extension MirrorRange {
    /// Whole numbers only, so nothing needs quoting.
    fileprivate func source(of object: String) -> String {
        var conditions = ["is_deleted = 0", "system_modstamp < \(until.milliseconds)"]
        if let from { conditions.append("system_modstamp >= \(from.milliseconds)") }
        if let modifiedSince {
            conditions.append("coalesce(last_modified_date, system_modstamp) >= \(modifiedSince.milliseconds)")
        }
        return "FROM \(quoted(MirrorTable(object: object).name)) WHERE \(conditions.joined(separator: " AND "))"
    }
}
