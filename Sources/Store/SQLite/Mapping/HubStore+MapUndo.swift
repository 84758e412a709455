package import Domain
import GRDB

extension HubStore {
    package func undoMap(
        of run: RunNumber, after outcome: Int64, limit: Int, in undo: RunNumber
    ) async throws -> MapUndoBatch? {
        try await write { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT number, run, entity, record, field, code, before, after FROM outcome
                    WHERE run = ? AND number > ? AND stage = 'map' AND code IN ('updated', 'cleared')
                    ORDER BY number LIMIT ?
                    """, arguments: [run.value, outcome, limit])
            guard let last = rows.last else { return nil }
            let attributes = try Entity.allCases.flatMap { try database.attributes(of: $0) }
            var batch = MapUndoBatch(lastOutcome: last["number"])
            // What the undo itself has written so far is about other fields.
            let histories = try database.mapHistories(
                in: run.value + 1..<max(undo.value, run.value + 1),
                fields: "\(mappedFields) AND number > :after AND number <= :last",
                ["run": run.value, "after": outcome, "last": batch.lastOutcome], after: rows)
            let revision = try database.lastRevision() + 1
            let journal = try OutcomeWriter(database, run: undo)
            for row in rows {
                guard let change = MappedChange(row, attributes: attributes) else { continue }
                let place = histories[WrittenField(row)]?.place(of: run) ?? .top
                if place == .takenBack { continue }
                let isRestored =
                    try place == .top && database.giveBack(change, revision: revision, in: undo)
                if isRestored { batch.restored += 1 } else { batch.refused += 1 }
                try journal.append(change.outcome(isRestored: isRestored))
            }
            if batch.restored > 0 { _ = try database.nextRevision() }
            return batch
        }
    }

    package func hasMapped(in run: RunNumber) async throws -> Bool {
        try await read { database in
            let written =
                try Int.fetchOne(
                    database, sql: "SELECT count(*) FROM (\(mappedFields))", arguments: ["run": run.value]) ?? 0
            let histories = try database.mapHistories(
                in: run.value..<Int64.max,
                fields: """
                    \(mappedFields) AND (entity, record, field) IN (
                        SELECT entity, record, field FROM outcome
                        WHERE run > :run AND stage = 'map' AND code = 'undone')
                    """, ["run": run.value])
            return histories.count < written || histories.values.contains { $0.place(of: run) != .takenBack }
        }
    }

    package func mappingHolds() async throws -> Int {
        try await read { try Int.fetchOne($0, sql: "SELECT count(*) FROM mapping_hold") ?? 0 }
    }

    package func liftMappingHolds() async throws -> Int {
        try await write { database in
            try database.execute(sql: "DELETE FROM mapping_hold")
            let lifted = database.changesCount
            // The next map looks at every record again. Without its bookmark it would take its mapping for a new one, and
            // drop what an undo holds until then.
            if lifted > 0 {
                try database.execute(
                    sql: """
                        UPDATE bookmark SET value = '0' || substr(value, instr(value, ' ')) WHERE name GLOB 'map:*'
                        """)
            }
            return lifted
        }
    }
}

/// The fields that a map run has written.
private let mappedFields = """
    SELECT entity, record, field FROM outcome WHERE run = :run AND stage = 'map' AND code IN ('updated', 'cleared')
    """

/// One value that a map replaced, read back from the journal.
private struct MappedChange {
    let entity: Entity
    let record: String
    let attribute: String
    let before: String?
    let after: String?
    let type: AttributeType

    init?(_ row: Row, attributes: [AttributeDefinition]) {
        guard let entity = Entity(rawValue: row["entity"]), let attribute = row["field"] as String?,
            let type = attributes.type(of: attribute, entity: entity)
        else { return nil }
        self.entity = entity
        self.attribute = attribute
        self.type = type
        record = row["record"]
        before = row["before"]
        after = row["after"]
    }

    func stored(_ text: String?) -> DatabaseValue {
        guard var text else { return .null }
        let read = text.withUTF8 { CellType(type).read($0) }
        return switch read {
        case .text: text.databaseValue
        case .integer(let integer): integer.databaseValue
        case .double(let double): double.databaseValue
        case .null, nil: .null
        }
    }

    func outcome(isRestored: Bool) -> Outcome {
        Outcome(
            stage: .map, entity: entity, record: record, code: isRestored ? .undone : .drift, field: attribute,
            before: after, after: before,
            reason: isRestored ? nil : "The value was changed since the map wrote it, so it is left as it is.")
    }
}

extension Database {
    /// Undos of maps cannot be undone, so what came before the run does not matter.
    fileprivate func mapHistories(
        in runs: Range<Int64>, fields: String, _ arguments: StatementArguments, after earlier: [Row] = []
    ) throws -> [WrittenField: WriteHistory] {
        try writeHistories(
            of: .map, fields: fields, arguments: arguments, in: runs, bringsBack: false, after: earlier)
    }

    fileprivate func giveBack(_ change: MappedChange, revision: Int64, in undo: RunNumber) throws -> Bool {
        let table = quoted(change.entity.rawValue)
        let column = MapSQL.column(change.attribute, entity: change.entity)
        let update = try cachedStatement(
            sql: "UPDATE \(table) SET \(column) = ?, revision = ? WHERE id = ? AND \(column) IS ?")
        try update.execute(
            arguments: [change.stored(change.before), revision, change.record, change.stored(change.after)])
        guard changesCount > 0 else { return false }
        let hold = try cachedStatement(
            sql: """
                INSERT OR REPLACE INTO mapping_hold (entity, record, attribute, held_in)
                SELECT ?, key, ?, ? FROM \(table) WHERE id = ?
                """)
        try hold.execute(arguments: [change.entity.rawValue, change.attribute, undo.value, change.record])
        return true
    }
}
