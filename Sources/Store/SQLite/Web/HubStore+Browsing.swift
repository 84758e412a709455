package import Domain
import GRDB

extension HubStore: RecordBrowser {
    package func record(of entity: Entity, id: String) async throws -> [(name: String, value: Value)]? {
        try await read { database in
            let standard = StandardAttribute.names(of: entity).compactMap { name in
                StandardAttribute.type(of: name, entity: entity).map { (name, name, CellType($0)) }
            }
            let custom = try database.attributes(of: entity).map { ($0.apiName, $0.columnName, CellType($0.type)) }
            let columns = standard + custom
            let row = try Row.fetchOne(
                database,
                sql:
                    "SELECT \(columns.map { quoted($0.1) }.joined(separator: ", ")) FROM \(entity.rawValue) WHERE id = ?",
                arguments: [id])
            return row.map { row in
                columns.enumerated().map { ($1.0, Value(stored: row[$0], type: $1.2)) }
            }
        }
    }

    package func history(
        of entity: Entity, id: String, limit: Int
    ) async throws -> [(run: RunNumber, outcome: Outcome)] {
        try await read { database in
            try Row.fetchAll(
                database,
                // The journal has no index by record, which every stage would pay for: its newest lines are looked through.
                sql: """
                    SELECT * FROM outcome
                    WHERE number > (SELECT max(number) FROM outcome) - 60000 AND record = ? AND entity = ?
                    ORDER BY number DESC LIMIT ?
                    """,
                arguments: [id, entity.rawValue, limit]
            ).map { (RunNumber($0["run"]), Outcome($0)) }
        }
    }
}

extension Outcome {
    fileprivate init(_ row: Row) {
        self.init(
            stage: StageName(rawValue: row["stage"]) ?? .fetch, entity: Entity(rawValue: row["entity"]),
            record: row["record"], code: OutcomeCode(rawValue: row["code"]) ?? .unchanged, field: row["field"],
            before: row["before"], after: row["after"], reason: row["reason"])
    }
}
