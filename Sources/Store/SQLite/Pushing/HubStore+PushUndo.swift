package import Domain
import GRDB

extension HubStore {
    package func objectsWritten(by run: RunNumber) async throws -> [String] {
        try await read {
            try String.fetchAll(
                $0, sql: "SELECT DISTINCT object FROM pushed WHERE run = ? ORDER BY object", arguments: [run.value])
        }
    }

    package func written(
        by run: RunNumber, object: String, after id: String?, records: Int
    ) async throws -> [PushedValue] {
        try await read { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT * FROM pushed WHERE run = :run AND object = :object AND id IN (
                        SELECT DISTINCT id FROM pushed WHERE run = :run AND object = :object AND id > :after
                        ORDER BY id LIMIT :records)
                    ORDER BY id, field
                    """,
                arguments: ["run": run.value, "object": object, "after": id ?? "", "records": records])
            return try Array(rows.map { PushedValue(row: $0) })
        }
    }

    package func broughtBack(of run: RunNumber) async throws -> [PushedValue] {
        try await read { database in
            try database.standingAgain(of: run).sorted { ($0.object, $0.id, $0.field) < ($1.object, $1.id, $1.field) }
        }
    }

    package func hasWritten(in run: RunNumber) async throws -> Bool {
        try await read { database in
            let isLast = try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM pushed WHERE run = ?)", arguments: [run.value])
            return try isLast == true || !database.standingAgain(of: run).isEmpty
        }
    }

    package func writtenOver(since run: RunNumber) async throws -> Int {
        try await read { database in
            try database.pushHistories(of: run, "").values.filter { $0.place(of: run) == .buried }.count
        }
    }

    package func release(_ restored: [PushedValue], left: [LeftValue], run: RunNumber, now: Instant) async throws {
        try await write { database in
            try PushRelease(database: database, run: run, now: now).release(restored)
            let outcomes = try OutcomeWriter(database, run: run)
            for value in left {
                try outcomes.append(
                    Outcome(
                        stage: .push, entity: value.value.entity, record: value.value.record, code: value.code,
                        field: value.value.field, before: value.value.value.journalText,
                        after: value.value.before.journalText, reason: value.reason))
            }
        }
    }
}

/// One releasing transaction: the values that were given back, set against what was acknowledged.
private struct PushRelease {
    let database: Database
    let run: RunNumber
    let now: Instant

    func release(_ restored: [PushedValue]) throws {
        guard !restored.isEmpty else { return }
        try load(restored)
        try journal()
        try hold()
        try mirror()
        try acknowledge()
    }

    private func load(_ restored: [PushedValue]) throws {
        try database.execute(
            sql: """
                CREATE TEMP TABLE IF NOT EXISTS given_back
                    (object TEXT, id TEXT, field TEXT, stood, value, PRIMARY KEY (object, id, field)) WITHOUT ROWID;
                DELETE FROM temp.given_back
                """)
        let insert = try database.makeStatement(sql: "INSERT INTO temp.given_back VALUES (?, ?, ?, ?, ?)")
        for value in restored {
            try insert.execute(arguments: [
                value.object, value.id, value.field, value.value.databaseValue, value.before.databaseValue,
            ])
        }
    }

    /// Each pushed value `p` beside what it was given back for.
    private static let both = """
        temp.given_back g CROSS JOIN pushed p ON p.object = g.object AND p.id = g.id AND p.field = g.field
        """

    private func journal() throws {
        try database.execute(
            sql: """
                INSERT INTO outcome (run, stage, entity, record, code, field, before, after)
                SELECT ?, 'push', p.entity, p.record, ?, p.field, \(journalText(of: "g.stood", type: "p.type")),
                    \(journalText(of: "g.value", type: "p.type"))
                FROM \(Self.both)
                """,
            arguments: [run.value, OutcomeCode.undone.rawValue])
    }

    private func hold() throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO push_hold (object, id, field, since_run, mapping)
                SELECT p.object, p.id, p.field, ?, p.mapping FROM \(Self.both)
                """,
            arguments: [run.value])
    }

    private func mirror() throws {
        let columns = try Row.fetchAll(
            database,
            sql: """
                SELECT DISTINCT g.object, g.field, m.table_name FROM temp.given_back g JOIN mirror m ON m.object = g.object
                """)
        for column in columns {
            let (object, field, table): (String, String, String) = (column[0], column[1], column[2])
            try database.execute(
                sql: """
                    UPDATE \(quoted(table)) AS m SET \(quoted(field.lowercased())) = g.value FROM temp.given_back g
                    WHERE g.object = ? AND g.field = ? AND m.id = g.id
                    """,
                arguments: [object, field])
        }
    }

    private func acknowledge() throws {
        try database.execute(
            sql: """
                UPDATE pushed AS p SET value = g.value, before = g.stood, run = ?, acknowledged_at = ?
                FROM temp.given_back g WHERE p.object = g.object AND p.id = g.id AND p.field = g.field
                """,
            arguments: [run.value, now.milliseconds])
    }
}

/// What the journal says that a run wrote, beside what is acknowledged now where a later run wrote that.
private let outcomesOfOthers = """
    FROM outcome o JOIN pushed p ON p.entity = o.entity AND p.record = o.record AND p.field = o.field
    WHERE o.run = :run AND o.stage = 'push' AND o.code IN ('updated', 'cleared') AND p.run > :run
    """

/// The later run was an undo.
private let isGivenBack = """
    (p.run, p.entity, p.record, p.field) IN (
        SELECT run, entity, record, field FROM outcome WHERE run > :run AND stage = 'push' AND code = 'undone')
    """

private let presentText = journalText(of: "p.value", type: "p.type")

/// The present value is what the run wrote, and an undo has put it there.
private let isBroughtBack = "AND o.after IS \(presentText) AND \(isGivenBack)"

extension PushedValue {
    /// What stands again, with what the journal says was there before.
    fileprivate init(row: Row, was: String?) {
        let now = PushedValue(row: row)
        self.init(
            entity: now.entity, object: now.object, id: now.id, record: now.record, field: now.field, value: now.value,
            before: ReadBack.value(of: was ?? "", type: SalesforceFieldType(name: row["type"])))
    }
}

extension Database {
    /// What a run wrote, and an undo of a later one has brought back.
    fileprivate func standingAgain(of run: RunNumber) throws -> [PushedValue] {
        let rows = try Row.fetchAll(
            self, sql: "SELECT p.*, o.before AS was \(outcomesOfOthers) \(isBroughtBack)", arguments: ["run": run.value]
        )
        guard !rows.isEmpty else { return [] }
        let histories = try pushHistories(of: run, isBroughtBack)
        return rows.filter { histories[WrittenField($0)]?.place(of: run) == .top }
            .map { PushedValue(row: $0, was: $0["was"]) }
    }

    /// The histories of the fields that a run wrote and that others have written since.
    fileprivate func pushHistories(
        of run: RunNumber, _ condition: String
    ) throws -> [WrittenField: WriteHistory] {
        try writeHistories(
            of: .push, fields: "SELECT o.entity, o.record, o.field \(outcomesOfOthers) \(condition)",
            arguments: ["run": run.value], in: 0..<Int64.max, bringsBack: true)
    }
}
