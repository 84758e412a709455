package import Domain
import GRDB

extension HubStore: RecordBrowser {
    package func page(of query: RecordQuery) async throws -> RecordPage {
        try await read { try RecordListing(query, in: $0).page($0) }
    }

    package func count(of query: RecordQuery, upTo limit: Int) async throws -> Int {
        try await read { try RecordListing(query, in: $0).count($0, upTo: limit) }
    }

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

    package func outcomes(
        of run: RunNumber, code: OutcomeCode?, stage: StageName?, after number: Int64, limit: Int
    ) async throws -> [(number: Int64, outcome: Outcome)] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM outcome WHERE run = ?1 AND number > ?2 AND (?3 IS NULL OR code = ?3)
                        AND (?4 IS NULL OR stage = ?4)
                    ORDER BY number LIMIT ?5
                    """,
                arguments: [run.value, number, code?.rawValue, stage?.rawValue, limit]
            ).map { ($0["number"], Outcome($0)) }
        }
    }

    package func failures(of run: RunNumber) async throws -> [FailureGroup] {
        let failing = OutcomeCode.allCases.filter(\.isFailure).map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT stage, code, field, reason, count(*) AS n, min(record) AS example FROM outcome
                    WHERE run = ? AND code IN (\(failing)) GROUP BY stage, code, field, reason ORDER BY n DESC LIMIT 100
                    """,
                arguments: [run.value]
            ).map { row in
                FailureGroup(
                    stage: StageName(rawValue: row["stage"]) ?? .push,
                    code: OutcomeCode(rawValue: row["code"]) ?? .validationError, field: row["field"],
                    reason: row["reason"], count: row["n"], example: row["example"])
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
                    WHERE number > (SELECT max(number) FROM outcome) - 200000 AND record = ? AND entity = ?
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
