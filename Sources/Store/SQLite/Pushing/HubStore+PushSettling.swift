package import Domain
import GRDB

extension HubStore {
    package func settle(
        _ answers: [PushAnswer], object: String, run: RunNumber, now: Instant
    ) async throws -> PushCounts {
        try await write { database in
            try PushSettling(database: database, object: object, run: run, now: now).settle(answers)
        }
    }

    package func settleReadBack(
        _ found: [PushIntent], missing: [PushIntent], run: RunNumber, now: Instant
    ) async throws {
        try await write { database in
            for intent in missing {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO push_refused (entity, record, run) VALUES (?, ?, ?)",
                    arguments: [intent.entity.rawValue, intent.record, 0])
                try database.execute(
                    sql: "DELETE FROM push_intent WHERE object = ? AND id = ? AND field = ?",
                    arguments: [intent.object, intent.id, intent.field])
            }
            for (object, intents) in Dictionary(grouping: found, by: \.object) {
                // Every intent that is left of these records was found in place.
                let answers = Set(intents.map(\.id)).sorted().map { PushAnswer(id: $0) }
                _ = try PushSettling(database: database, object: object, run: run, now: now).settle(answers)
            }
        }
    }

    package func refuse(_ refusals: [(intent: PushIntent, reason: String)], run: RunNumber) async throws {
        try await write { database in
            for (intent, reason) in refusals {
                try database.execute(
                    sql: """
                        INSERT INTO outcome (run, stage, entity, record, code, field, before, after, reason)
                        VALUES (?, 'push', ?, ?, 'rejected_type', ?, ?, ?, ?)
                        """,
                    arguments: [
                        run.value, intent.entity.rawValue, intent.record, intent.field, intent.before.journalText,
                        intent.value.journalText, reason,
                    ])
                try database.execute(
                    sql: "INSERT OR REPLACE INTO push_refused (entity, record, run) VALUES (?, ?, ?)",
                    arguments: [intent.entity.rawValue, intent.record, run.value])
                try database.execute(
                    sql: "DELETE FROM push_intent WHERE object = ? AND id = ? AND field = ?",
                    arguments: [intent.object, intent.id, intent.field])
            }
        }
    }
}

/// One settling transaction: the answers, set against their intents. A fault that blames single fields leaves the record's
/// other intents open.
private struct PushSettling {
    let database: Database
    let object: String
    let run: RunNumber
    let now: Instant

    func settle(_ answers: [PushAnswer]) throws -> PushCounts {
        try load(answers)
        var counts = try count()
        counts.transient = answers.count { $0.fault?.isTransient == true }
        try acknowledge()
        try journal()
        try mirror()
        try markDeleted()
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO push_refused (entity, record, run)
                SELECT DISTINCT i.entity, i.record, :run FROM temp.push_answer a
                CROSS JOIN push_intent i ON i.object = :object AND \(Self.isAbout()) WHERE a.reason IS NOT NULL
                """,
            arguments: ["run": run.value, "object": object])
        try database.execute(
            sql: """
                DELETE FROM push_intent WHERE object = ? AND id IN (SELECT id FROM temp.push_answer)
                    AND EXISTS (SELECT 1 FROM temp.push_answer a WHERE \(Self.isAbout("push_intent")))
                """,
            arguments: [object])
        return counts
    }

    private func load(_ answers: [PushAnswer]) throws {
        try database.execute(
            sql: """
                CREATE TEMP TABLE IF NOT EXISTS push_answer
                    (id TEXT, field TEXT, code TEXT, reason TEXT, PRIMARY KEY (id, field)) WITHOUT ROWID
                """)
        try database.execute(sql: "DELETE FROM temp.push_answer")
        let insert = try RawStatement(
            database, "INSERT OR REPLACE INTO temp.push_answer VALUES (?1, ifnull(?2, ''), ?3, ?4)")
        for answer in answers {
            insert.bind(1, string: answer.id)
            insert.bind(3, string: answer.fault.map { outcome(of: $0).rawValue })
            insert.bind(4, string: answer.fault.map(reason))
            let fields: [String?] = answer.blamed.isEmpty ? [nil] : answer.blamed
            for field in fields {
                insert.bind(2, string: field)
                try insert.execute()
            }
        }
    }

    /// Whether an answer `a` is about an intent of `push_intent`, or of another name.
    private static func isAbout(_ intent: String = "i") -> String {
        "a.id = \(intent).id AND a.field IN ('', \(intent).field)"
    }

    private func reason(of fault: PushAnswer.Fault) -> String {
        let said = "\(fault.code): \(fault.message)"
        guard outcome(of: fault) == .deletedUpstream else { return said }
        return said + ". Salesforce no longer has this record; the next match decides anew."
    }

    private func outcome(of fault: PushAnswer.Fault) -> OutcomeCode {
        switch fault.code {
        case "UNABLE_TO_LOCK_ROW": .lockedRowRetry
        case "ENTITY_IS_DELETED", "INVALID_CROSS_REFERENCE_KEY", "NOT_FOUND": .deletedUpstream
        case "INSUFFICIENT_ACCESS_OR_READONLY", "INSUFFICIENT_ACCESS", "INVALID_FIELD_FOR_INSERT_UPDATE": .noPermission
        default: .validationError
        }
    }

    private func count() throws -> PushCounts {
        var counts = PushCounts()
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT count(*) FILTER (WHERE a.reason IS NULL AND i.value IS NOT NULL) AS written,
                    count(*) FILTER (WHERE a.reason IS NULL AND i.value IS NULL) AS cleared,
                    count(*) FILTER (WHERE a.reason IS NOT NULL) AS refused,
                    count(DISTINCT i.id) FILTER (WHERE a.reason IS NOT NULL) AS refused_records,
                    count(DISTINCT i.id) AS records
                FROM temp.push_answer a CROSS JOIN push_intent i ON i.object = ? AND \(Self.isAbout())
                """,
            arguments: [object])
        guard let row else { return counts }
        counts.written = row["written"]
        counts.cleared = row["cleared"]
        counts.refused = row["refused"]
        counts.refusedRecords = row["refused_records"]
        counts.records = row["records"]
        return counts
    }

    private func acknowledge() throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO pushed
                    (object, id, field, type, entity, record, value, before, mapping, run, acknowledged_at)
                SELECT i.object, i.id, i.field, i.type, i.entity, i.record, i.value, i.before, i.mapping, :run, :now
                FROM temp.push_answer a CROSS JOIN push_intent i ON i.object = :object AND \(Self.isAbout())
                WHERE a.reason IS NULL
                """,
            arguments: ["object": object, "run": run.value, "now": now.milliseconds])
    }

    private func journal() throws {
        try database.execute(
            sql: """
                INSERT INTO outcome (run, stage, entity, record, code, field, before, after, reason)
                SELECT :run, 'push', i.entity, i.record,
                    coalesce(a.code, CASE WHEN i.value IS NULL THEN 'cleared' ELSE 'updated' END), i.field,
                    \(journalText(of: "i.before", type: "i.type")), \(journalText(of: "i.value", type: "i.type")), a.reason
                FROM temp.push_answer a CROSS JOIN push_intent i ON i.object = :object AND \(Self.isAbout())
                """,
            arguments: ["object": object, "run": run.value])
    }

    /// What was acknowledged is what Salesforce now holds; the mirror need not wait for the next fetch to know it.
    private func mirror() throws {
        let table = try String.fetchOne(
            database, sql: "SELECT table_name FROM mirror WHERE object = ?", arguments: [object])
        guard let table else { return }
        let fields = try String.fetchAll(
            database,
            sql: """
                SELECT DISTINCT i.field FROM temp.push_answer a CROSS JOIN push_intent i ON i.object = ? AND \(Self.isAbout())
                WHERE a.reason IS NULL
                """,
            arguments: [object])
        guard !fields.isEmpty else { return }
        var arguments: StatementArguments = ["object": object]
        for (index, field) in fields.enumerated() { arguments += ["field\(index)": field] }
        // A row is written once for all its fields; those that were not pushed stay as they are.
        let values = fields.indices.map { index in
            let isField = "i.field = :field\(index)"
            return "max(\(isField)) AS is_pushed\(index), max(iif(\(isField), i.value, NULL)) AS value\(index)"
        }
        let changes = fields.enumerated().map { index, field in
            let column = quoted(field.lowercased())
            return "\(column) = iif(p.is_pushed\(index), p.value\(index), m.\(column))"
        }
        try database.execute(
            sql: """
                UPDATE \(quoted(table)) AS m SET \(changes.joined(separator: ", "))
                FROM (
                    SELECT a.id, \(values.joined(separator: ", "))
                    FROM temp.push_answer a CROSS JOIN push_intent i ON i.object = :object AND \(Self.isAbout())
                    WHERE a.reason IS NULL GROUP BY a.id) p
                WHERE m.id = p.id
                """,
            arguments: arguments)
    }

    /// A record that is gone for good moves no stamp, so no fetch tells of it: its link is decided anew (D§24).
    private func markDeleted() throws {
        let table = try String.fetchOne(
            database, sql: "SELECT table_name FROM mirror WHERE object = ?", arguments: [object])
        guard let table else { return }
        try database.execute(
            sql: """
                UPDATE \(quoted(table)) SET is_deleted = 1, revision = :revision, fetched_in = :run
                WHERE is_deleted = 0 AND id IN (SELECT id FROM temp.push_answer WHERE code = :code)
                """,
            arguments: [
                "revision": try database.lastRevision() + 1, "run": run.value,
                "code": OutcomeCode.deletedUpstream.rawValue,
            ])
        if database.changesCount > 0 { _ = try database.nextRevision() }
    }
}
