package import Domain
import GRDB

extension HubStore {
    package func measuredDay(_ asOf: Day?) async throws -> Day? {
        try await read { database in
            if let asOf { return try KPISnapshot.find(asOf, database).flatMap { $0.isComplete ? asOf : nil } }
            return try String.fetchOne(database, sql: "SELECT \(KPISnapshot.shownDay)").flatMap { Day($0) }
        }
    }

    package func plan(_ plan: PushPlan, run: RunNumber) async throws -> PushCounts {
        try await write { database in
            let statements = try PushPlanning(database, plan: plan, run: run)
            try statements.prepareCollisions()
            try statements.endHoldsOfChangedMappings()
            return try statements.writeIntents(notingBaselines: true)
        }
    }

    package func preview(_ plan: PushPlan, samples limit: Int) async throws -> PushPreview {
        try await pool.writeWithoutTransaction { database in
            var preview = PushPreview()
            // Everything is computed as the real push would, then taken back.
            try database.inTransaction {
                let statements = try PushPlanning(database, plan: plan, run: RunNumber(0))
                try statements.prepareCollisions()
                try statements.endHoldsOfChangedMappings()
                try database.execute(sql: "DELETE FROM push_intent WHERE object = ?", arguments: [plan.object])
                preview = PushPreview(try statements.writeIntents(notingBaselines: false))
                let intents = try RawStatement(
                    database, "SELECT \(PushIntent.columns) FROM push_intent WHERE object = ?1 ORDER BY id, field")
                intents.bind(1, string: plan.object)
                while try intents.step() { preview.add(PushIntent(intents), of: plan, samples: limit) }
                return .rollback
            }
            return preview
        }
    }

    package func complete(_ plan: PushPlan, run: RunNumber) async throws {
        try await write { database in
            guard let planned = try PushBookmark.planned(database, plan: plan) else { return }
            try PushBookmark.save(planned, database, plan: plan, run: run)
            // What was refused before this run has been tried again in it.
            try database.execute(
                sql: "DELETE FROM push_refused WHERE entity = ? AND run < ?",
                arguments: [plan.entity.rawValue, run.value])
        }
    }
}

/// One planning transaction: candidates, collisions, baselines, intents.
private struct PushPlanning {
    let database: Database
    let plan: PushPlan
    let run: RunNumber
    let sql: PushSQL
    /// The change number of the last complete push; nothing where every record is looked at.
    private let since: Int64?

    init(_ database: Database, plan: PushPlan, run: RunNumber) throws {
        self.database = database
        self.plan = plan
        self.run = run
        let mirror = try String.fetchOne(
            database, sql: "SELECT table_name FROM mirror WHERE object = ?", arguments: [plan.object])
        guard let mirror else {
            throw PlainError("\(plan.object) has not been fetched yet. Run `crosswalk sync fetch` first.")
        }
        try database.restoreIndexes()
        let revision = try PushBookmark.revision(database, plan: plan)
        try Self.collectCandidates(database, plan: plan, mirror: mirror, since: revision)
        sql = PushSQL(plan: plan, mirrorTable: mirror, onlyCandidates: revision != nil)
        since = revision
        guard run.value > 0 else { return }
        let candidates = try Int.fetchOne(database, sql: "SELECT count(*) FROM temp.push_candidate") ?? 0
        try database.keepPages(PageCache(changing: revision == nil ? .max : candidates))
        try PushBookmark.plan(database, plan: plan)
    }

    /// Our records whose value, link, mirror row or collision changed since the last complete push.
    private static func collectCandidates(
        _ database: Database, plan: PushPlan, mirror: String, since revision: Int64?
    ) throws {
        try database.execute(sql: "CREATE TEMP TABLE IF NOT EXISTS push_candidate (record INTEGER PRIMARY KEY)")
        try database.execute(sql: "DELETE FROM temp.push_candidate")
        guard let revision else { return }
        let entity = plan.entity.rawValue
        var sources = [
            "SELECT key FROM \(entity) WHERE revision > :since",
            "SELECT record FROM link INDEXED BY link_revision WHERE entity = '\(entity)' AND revision > :since",
            """
            SELECT l.record FROM \(quoted(mirror)) m INDEXED BY \(quoted(mirror + "_revision"))
            CROSS JOIN link l ON l.entity = '\(entity)' AND l.salesforce_id = m.id
            WHERE m.revision > :since
            """,
            """
            SELECT l.record FROM push_collision c CROSS JOIN link l ON l.entity = c.entity AND l.salesforce_id = c.salesforce_id
            WHERE c.entity = '\(entity)'
            """,
            "SELECT r.key FROM push_refused f JOIN \(entity) r ON r.id = f.record WHERE f.entity = '\(entity)'",
        ]
        if plan.asOf != nil {
            sources.append(
                "SELECT r.key FROM kpi k INDEXED BY kpi_revision CROSS JOIN account r ON r.id = k.account_id WHERE k.revision > :since"
            )
        }
        for source in sources {
            try database.execute(
                sql: "INSERT OR IGNORE INTO temp.push_candidate \(source)", arguments: ["since": revision])
        }
    }

    /// Finds the Salesforce records that several of ours claim; each claim that is not written is an outcome (D§9).
    func prepareCollisions() throws {
        let entity = plan.entity.rawValue
        if let since { try renewCollisions(since: since) } else { try findCollisions() }
        guard run.value > 0 else { return }
        try database.execute(
            sql: """
                INSERT INTO outcome (run, stage, entity, record, code, reason)
                SELECT :run, 'push', l.entity, r.id, 'key_collision',
                    'Several records are linked to Salesforce record ' || l.salesforce_id
                        || iif(\(Self.hasWinner), '; another one was chosen to be written.', '; none of them is written.')
                FROM push_collision c
                CROSS JOIN link l ON l.entity = c.entity AND l.salesforce_id = c.salesforce_id
                CROSS JOIN \(entity) r ON r.key = l.record
                WHERE c.entity = :entity AND NOT \(Self.isWinner)
                """,
            arguments: ["run": run.value, "entity": entity])
    }

    private func findCollisions() throws {
        let entity = plan.entity.rawValue
        try database.execute(sql: "DELETE FROM push_collision WHERE entity = ?", arguments: [entity])
        try database.execute(
            sql: """
                INSERT INTO push_collision
                SELECT entity, salesforce_id FROM link WHERE entity = ? AND salesforce_id IS NOT NULL
                GROUP BY salesforce_id HAVING count(*) > 1
                """,
            arguments: [entity])
    }

    /// A collision ends when links of it go elsewhere, and begins with a link that has changed.
    private func renewCollisions(since revision: Int64) throws {
        let arguments: StatementArguments = ["entity": plan.entity.rawValue, "since": revision]
        func claims(_ id: String) -> String {
            "(SELECT count(*) FROM link c WHERE c.entity = :entity AND c.salesforce_id = \(id))"
        }
        try database.execute(
            sql: "DELETE FROM push_collision WHERE entity = :entity AND \(claims("push_collision.salesforce_id")) < 2",
            arguments: ["entity": plan.entity.rawValue])
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO push_collision
                SELECT l.entity, l.salesforce_id FROM link l INDEXED BY link_revision
                WHERE l.revision > :since AND l.entity = :entity AND l.salesforce_id IS NOT NULL
                    AND \(claims("l.salesforce_id")) > 1
                """,
            arguments: arguments)
    }

    /// Over a link `l` of a collision `c`: it is the one that a person chose.
    private static let isWinner = """
        EXISTS (SELECT 1 FROM collision_winner w
            WHERE w.entity = c.entity AND w.salesforce_id = c.salesforce_id AND w.record = l.record)
        """
    /// Over a collision `c`: the record that a person chose is still linked.
    private static let hasWinner = """
        EXISTS (SELECT 1 FROM collision_winner w JOIN link x ON x.entity = w.entity AND x.record = w.record
            WHERE w.entity = c.entity AND w.salesforce_id = c.salesforce_id AND x.salesforce_id = c.salesforce_id)
        """

    /// A hold is about the value of one mapping; another one starts afresh.
    func endHoldsOfChangedMappings() throws {
        for destination in plan.destinations {
            try database.execute(
                sql: "DELETE FROM push_hold WHERE object = ? AND field = ? AND mapping <> ?",
                arguments: [plan.object, destination.field.name, destination.mappingText])
        }
    }

    func writeIntents(notingBaselines: Bool) throws -> PushCounts {
        var counts = PushCounts()
        try database.execute(sql: sql.createRows)
        let last = try Int64.fetchOne(
            database, sql: "SELECT max(record) FROM link WHERE entity = ?", arguments: [plan.entity.rawValue])
        for after in stride(from: 0, to: last ?? 0, by: Int(Self.recordsAtOnce)) {
            try database.execute(sql: "DELETE FROM temp.push_row")
            try database.execute(sql: sql.findRows, arguments: rowArguments(after: after))
            guard database.changesCount > 0 else { continue }
            for index in plan.destinations.indices {
                if notingBaselines { try noteBaselines(index) }
                try writeIntents(index, &counts)
            }
        }
        try database.execute(sql: "DROP TABLE temp.push_row")
        counts.records =
            try Int.fetchOne(
                database, sql: "SELECT count(DISTINCT id) FROM push_intent WHERE object = ?", arguments: [plan.object])
            ?? 0
        counts.held = try heldValues()
        counts.collided =
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM push_collision c CROSS JOIN link l
                        ON l.entity = c.entity AND l.salesforce_id = c.salesforce_id
                    WHERE c.entity = ? AND NOT \(Self.isWinner)
                    """,
                arguments: [plan.entity.rawValue]) ?? 0
        return counts
    }

    /// Our records in one span: enough to make its cost small, few enough to hold.
    private static let recordsAtOnce: Int64 = 200_000

    private func noteBaselines(_ index: Int) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO pushed
                    (object, id, field, type, entity, record, value, before, mapping, run, acknowledged_at)
                SELECT :object, b.id, :field, :type, :entity, b.our_id, b.desired, b.desired, :mapping, 0, 0
                FROM (\(sql.baselines(index))) b
                """,
            arguments: fieldArguments(index) + typeArguments(index))
    }

    private func writeIntents(_ index: Int, _ counts: inout PushCounts) throws {
        let changes = sql.changes(index)
        try database.execute(
            sql: """
                INSERT INTO push_intent (object, id, field, type, run, entity, record, value, before, mapping)
                SELECT :object, c.id, :field, :type, :run, :entity, c.our_id, c.desired, c.present, :mapping
                FROM (\(changes)) c WHERE NOT c.is_held
                """,
            arguments: fieldArguments(index) + typeArguments(index) + ["run": run.value])
        counts.planned += database.changesCount
        try database.execute(
            sql: """
                INSERT INTO outcome (run, stage, entity, record, code, field, before, after, reason)
                SELECT :run, 'push', :entity, c.our_id, 'held_back', :field, \(journalText(of: "c.present", type: ":type")),
                    \(journalText(of: "c.desired", type: ":type")), 'An undo gave this value back; \
                `crosswalk holds --lift` has it written again.'
                FROM (\(changes)) c WHERE c.is_held
                """,
            arguments: fieldArguments(index) + typeArguments(index) + ["run": run.value])
    }

    /// Values that stay as an undo left them, whether or not ours have changed since.
    private func heldValues() throws -> Int {
        try plan.destinations.reduce(0) { count, destination in
            try count
                + (Int.fetchOne(
                    database, sql: "SELECT count(*) FROM push_hold WHERE object = ? AND field = ?",
                    arguments: [plan.object, destination.field.name]) ?? 0)
        }
    }

    private func rowArguments(after: Int64) -> StatementArguments {
        var arguments: StatementArguments = ["after": after, "last": after + Self.recordsAtOnce]
        guard let asOf = plan.asOf else { return arguments }
        arguments += ["as_of": Int64(asOf.number)]
        for (index, destination) in plan.destinations.enumerated() {
            if let feature = destination.feature { arguments += ["feature\(index)": feature] }
        }
        return arguments
    }

    private func fieldArguments(_ index: Int) -> StatementArguments {
        ["object": plan.object, "field": plan.destinations[index].field.name]
    }

    private func typeArguments(_ index: Int) -> StatementArguments {
        let destination = plan.destinations[index]
        return [
            "type": destination.field.type.name, "entity": plan.entity.rawValue, "mapping": destination.mappingText,
        ]
    }
}
