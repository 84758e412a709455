package import Domain
import GRDB

extension HubStore {
    package func written(by run: RunNumber) async throws -> [PushedValue] {
        try await read { database in
            let own = try Row.fetchAll(
                database, sql: "SELECT * FROM pushed WHERE run = ?", arguments: [run.value]
            ).map { PushedValue(row: $0) }
            let again = try database.standingAgain(of: run)
            return (own + again).sorted { ($0.object, $0.id, $0.field) < ($1.object, $1.id, $1.field) }
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
            for pushed in restored { try database.giveBack(pushed, run: run, now: now) }
            let outcomes =
                restored.map { ($0, OutcomeCode.undone, nil as String?) }
                + left.map { ($0.value, $0.code, $0.reason) }
            for (pushed, code, reason) in outcomes {
                try database.execute(
                    sql: """
                        INSERT INTO outcome (run, stage, entity, record, code, field, before, after, reason)
                        VALUES (?, 'push', ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        run.value, pushed.entity.rawValue, pushed.record, code.rawValue, pushed.field,
                        pushed.value.journalText, pushed.before.journalText, reason,
                    ])
            }
        }
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

    fileprivate func giveBack(_ pushed: PushedValue, run: RunNumber, now: Instant) throws {
        try execute(
            sql: """
                UPDATE pushed SET value = ?, before = ?, run = ?, acknowledged_at = ?
                WHERE object = ? AND id = ? AND field = ?
                """,
            arguments: [
                pushed.before.databaseValue, pushed.value.databaseValue, run.value, now.milliseconds, pushed.object,
                pushed.id, pushed.field,
            ])
        try execute(
            sql: """
                INSERT OR REPLACE INTO push_hold (object, id, field, since_run, mapping)
                SELECT object, id, field, ?, mapping FROM pushed WHERE object = ? AND id = ? AND field = ?
                """,
            arguments: [run.value, pushed.object, pushed.id, pushed.field])
        let table = try String.fetchOne(
            self, sql: "SELECT table_name FROM mirror WHERE object = ?", arguments: [pushed.object])
        guard let table else { return }
        try execute(
            sql: "UPDATE \(quoted(table)) SET \(quoted(pushed.field.lowercased())) = ? WHERE id = ?",
            arguments: [pushed.before.databaseValue, pushed.id])
    }
}
