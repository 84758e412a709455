package import Domain
import GRDB

extension HubStore: MappingStore {
    package func mirrorFields(of object: String) async throws -> [MirrorField] {
        try await read { try MirrorTable(object: object).fields(in: $0) }
    }

    package func beginMap(_ plan: MapPlan) async throws -> MapStart {
        try await restoreIndexes()
        return try await write { database in
            let state = try database.mapState(of: plan)
            // A mapping that people changed starts afresh, also where an undo had held values.
            if state == nil {
                try database.execute(
                    sql: "DELETE FROM mapping_hold WHERE entity = ?", arguments: [plan.entity.rawValue])
            }
            try database.keepPages(.small)
            let start = try database.findCandidates(plan, since: state)
            try database.keepPages(PageCache(changing: start.records))
            return start
        }
    }

    package func map(
        _ plan: MapPlan, after key: Int64, limit: Int, in run: RunNumber
    ) async throws -> MapBatch? {
        try await write { database in
            let before = try database.lastRevision()
            var (counts, lastKey) = (MapCounts(), key)
            while counts.looked < limit {
                let few = min(recordsAtOnce, limit - counts.looked)
                guard let next = try database.nextCandidates(after: lastKey, limit: few) else { break }
                counts += try database.map(plan, after: lastKey, upTo: next.lastKey, in: run)
                counts.looked += next.looked
                lastKey = next.lastKey
            }
            guard counts.looked > 0 else { return nil }
            return MapBatch(
                counts: counts, lastKey: lastKey, revisionBefore: before, revisionAfter: try database.lastRevision())
        }
    }

    package func completeMap(
        _ plan: MapPlan, from start: MapStart, upTo revision: Int64, sparing matched: [Entity], in run: RunNumber,
        at now: Instant
    ) async throws {
        try await write { database in
            for entity in matched { try database.spareMatch(of: entity, from: start.revision, upTo: revision) }
            try database.setBookmark(
                plan.bookmarkName, to: "\(revision) \(plan.fingerprint)", in: run, at: now)
            try database.execute(sql: "DROP TABLE IF EXISTS temp.map_candidate; DROP TABLE IF EXISTS temp.map_row")
        }
    }

    package func previewMap(_ plan: MapPlan, limit: Int) async throws -> (counts: MapCounts, outcomes: [Outcome]) {
        try await rehearse { database in
            let start = try database.findCandidates(plan, since: try database.mapState(of: plan))
            var (counts, changed) = try database.findRows(plan, after: 0, upTo: .max)
            counts.looked = start.records
            let sql = MapSQL(plan: plan, hasHolds: false)
            for index in changed {
                try database.execute(sql: sql.outcomes(of: index), arguments: [0])
            }
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM outcome WHERE run = 0 ORDER BY record, field LIMIT ?", arguments: [limit])
            return (counts, rows.map { Outcome(mapped: $0, entity: plan.entity) })
        }
    }

    /// Runs a transaction and takes back all that it wrote.
    private func rehearse<T: Sendable>(_ body: @Sendable @escaping (Database) throws -> T) async throws -> T {
        do {
            return try await pool.writeWithoutTransaction { database in
                var result: Result<T, any Error>?
                try database.inTransaction {
                    result = Result { try body(database) }
                    return .rollback
                }
                guard let result else { throw PlainError("The rehearsal did not run.") }
                return try result.get()
            }
        } catch let error as DatabaseError {
            throw StoreError(error, path: path)
        }
    }
}

/// So few that the pages of one step are still at hand for the next: compared, counted, written, all in one transaction.
private let recordsAtOnce = 500

extension MapPlan {
    fileprivate var bookmarkName: String { "map:" + entity.rawValue }
}

extension Outcome {
    fileprivate init(mapped row: Row, entity: Entity) {
        self.init(
            stage: .map, entity: entity, record: row["record"],
            code: OutcomeCode(rawValue: row["code"]) ?? .updated, field: row["field"], before: row["before"],
            after: row["after"])
    }
}

extension Database {
    /// The revision up to which this very plan has been mapped; nothing where it has not.
    fileprivate func mapState(of plan: MapPlan) throws -> Int64? {
        guard let text = try bookmark(plan.bookmarkName) else { return nil }
        let parts = text.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[1] == plan.fingerprint else { return nil }
        return Int64(parts[0])
    }

    /// Moves a match that had seen all records as they were when the map began past what the map has written.
    fileprivate func spareMatch(of entity: Entity, from start: Int64, upTo revision: Int64) throws {
        guard let seen = try matchState(of: entity)?.revision, seen < revision else { return }
        let mirrors = try String.fetchAll(self, sql: "SELECT table_name FROM mirror")
        for table in mirrors + ["account", "user", "link_override"] {
            let hasChanged = try Row.fetchOne(
                self, sql: "SELECT 1 FROM \(quoted(table)) WHERE revision > ? AND revision <= ? LIMIT 1",
                arguments: [seen, start])
            guard hasChanged == nil else { return }
        }
        try execute(
            sql: "UPDATE match_state SET revision = ? WHERE entity = ?", arguments: [revision, entity.rawValue])
    }

    fileprivate func findCandidates(_ plan: MapPlan, since state: Int64?) throws -> MapStart {
        try execute(
            sql: """
                DROP TABLE IF EXISTS temp.map_candidate;
                CREATE TEMP TABLE map_candidate (record INTEGER PRIMARY KEY, mirror_row INTEGER)
                """)
        add(function: exactText)
        let revision = try lastRevision()
        guard !plan.columns.isEmpty, try MirrorTable(object: plan.object).exists(in: self) else {
            return MapStart(records: 0, revision: revision)
        }
        try execute(sql: MapSQL(plan: plan, hasHolds: false).createRows)
        let linked = "l.entity = '\(plan.entity.rawValue)' AND l.salesforce_id IS NOT NULL"
        let mirror = MirrorTable(object: plan.object).name
        let mirrored = "LEFT JOIN \(quoted(mirror)) m ON m.id = l.salesforce_id"
        if let state {
            let ours = plan.entity.rawValue
            try execute(
                sql: """
                    INSERT OR IGNORE INTO temp.map_candidate
                    SELECT l.record, m.rowid FROM link l INDEXED BY link_revision \(mirrored)
                    WHERE l.revision > ?1 AND \(linked)
                    UNION ALL
                    SELECT l.record, m.rowid FROM \(quoted(mirror)) m INDEXED BY \(quoted(mirror + "_revision"))
                    CROSS JOIN link l ON \(linked) AND l.salesforce_id = m.id WHERE m.revision > ?1
                    UNION ALL
                    SELECT l.record, m.rowid FROM \(quoted(ours)) r INDEXED BY \(quoted(ours + "_revision"))
                    CROSS JOIN link l ON \(linked) AND l.record = r.key \(mirrored) WHERE r.revision > ?1
                    """,
                arguments: [state])
        } else {
            try execute(
                sql: """
                    INSERT INTO temp.map_candidate SELECT l.record, m.rowid FROM link l \(mirrored) WHERE \(linked)
                    """)
        }
        let records = try Int.fetchOne(self, sql: "SELECT count(*) FROM temp.map_candidate") ?? 0
        return MapStart(records: records, revision: revision)
    }

    fileprivate func nextCandidates(after key: Int64, limit: Int) throws -> (lastKey: Int64, looked: Int)? {
        let row = try Row.fetchOne(
            self,
            sql: """
                SELECT max(record) AS last, count(*) AS looked FROM
                    (SELECT record FROM temp.map_candidate WHERE record > ? ORDER BY record LIMIT ?)
                """, arguments: [key, limit])
        guard let row, let last = row["last"] as Int64? else { return nil }
        return (last, row["looked"])
    }

    /// Maps the candidates from one key to another.
    fileprivate func map(
        _ plan: MapPlan, after key: Int64, upTo last: Int64, in run: RunNumber
    ) throws -> MapCounts {
        let (counts, changed) = try findRows(plan, after: key, upTo: last)
        guard counts.records > 0 else { return counts }
        let sql = MapSQL(plan: plan, hasHolds: false)
        for index in changed { try executePrepared(sql.outcomes(of: index), [run.value]) }
        try write(changed, by: sql)
        return counts
    }

    /// The rows that differ, in `map_row`; with them the columns that do in any of them.
    fileprivate func findRows(
        _ plan: MapPlan, after key: Int64, upTo last: Int64
    ) throws -> (counts: MapCounts, changed: [Int]) {
        var counts = MapCounts()
        var changed: [Int] = []
        guard try tableExists("map_row") else { return (counts, changed) }
        let hasHolds =
            try Int.fetchOne(
                self, sql: "SELECT 1 FROM mapping_hold WHERE entity = ? LIMIT 1", arguments: [plan.entity.rawValue])
            != nil
        let sql = MapSQL(plan: plan, hasHolds: hasHolds)
        try executePrepared("DELETE FROM temp.map_row")
        try executePrepared(sql.findRows, [key, last])
        counts.records = changesCount
        guard counts.records > 0 else { return (counts, changed) }
        for index in plan.columns.indices {
            guard let row = try preparedRow(sql.count(of: index)), row[0] > 0 else { continue }
            changed.append(index)
            counts.updated += (row[0] as Int) - (row[1] as Int)
            counts.cleared += row[1] as Int
        }
        return (counts, changed)
    }

    /// Copies what stands in `map_row`, each row once: columns of an index only into the rows where they differ, for an index
    /// is written anew wherever its column is, even with the same value.
    fileprivate func write(_ changed: [Int], by sql: MapSQL) throws {
        let indexed: [String] = try preparedValues(sql.indexedColumns)
        let inIndexes = changed.filter { indexed.contains(sql.columnName($0)) }
        let others = changed.filter { !inIndexes.contains($0) }
        let difference = sql.difference(in: inIndexes)
        let revision = try nextRevision()
        let differences: [Int] = try preparedValues("SELECT DISTINCT \(difference) FROM temp.map_row")
        for bits in differences {
            let differing = inIndexes.indices.filter { bits & 1 << $0 != 0 }.map { inIndexes[$0] }
            try executePrepared(sql.update(of: others + differing, where: difference), [revision, bits])
        }
    }

    /// Doubles in the shortest form that reads back as the same double.
    private var exactText: DatabaseFunction {
        DatabaseFunction("exact_text", argumentCount: 1, pure: true) { values in
            Double.fromDatabaseValue(values[0]).map { String($0) }
        }
    }
}
