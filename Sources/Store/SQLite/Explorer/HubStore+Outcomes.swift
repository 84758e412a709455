package import Domain
import GRDB

extension HubStore {
    package func outcomes(
        of run: RunNumber, _ filter: OutcomeFilter, after number: Int64, limit: Int
    ) async throws -> [NumberedOutcome] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM outcome WHERE run = :run AND number > :number
                        AND (:stage IS NULL OR stage = :stage) AND (:entity IS NULL OR entity = :entity)
                        AND (:code IS NULL OR code = :code) AND (:record IS NULL OR record = :record)
                    ORDER BY number LIMIT :limit
                    """,
                arguments: [
                    "run": run.value, "number": number, "stage": filter.stage?.rawValue,
                    "entity": filter.entity?.rawValue, "code": filter.code?.rawValue, "record": filter.record,
                    "limit": limit,
                ])
            return rows.compactMap { row in
                Outcome(row).map { NumberedOutcome(number: row["number"], outcome: $0) }
            }
        }
    }

    /// How many lines of the journal one look goes through: it has no index by record, which every stage would pay for.
    private static let historyLines: Int64 = 60_000

    package func history(
        of entity: Entity, id: String, before number: Int64?, limit: Int
    ) async throws -> RecordHistory {
        try await read { database in
            let newest = try Int64.fetchOne(database, sql: "SELECT max(number) FROM outcome") ?? 0
            let oldest = try Int64.fetchOne(database, sql: "SELECT min(number) FROM outcome") ?? 0
            let below = min(number ?? .max, newest + 1)
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM outcome WHERE number < ? AND number >= ? AND record = ? AND entity = ?
                    ORDER BY number DESC LIMIT ?
                    """,
                arguments: [below, below - Self.historyLines, id, entity.rawValue, limit])
            var history = RecordHistory()
            history.outcomes = rows.compactMap { row in
                Outcome(row).map { RecordHistory.Entry(run: RunNumber(row["run"]), outcome: $0) }
            }
            let last: Int64? = rows.count == limit ? rows.last?["number"] : nil
            let end = last ?? below - Self.historyLines
            if end > oldest { history.next = end }
            return history
        }
    }

    package func failureCauses(of run: RunNumber) async throws -> [FailureCause] {
        try await read { database in
            let codes = OutcomeCode.allCases.filter(\.isFailure).map { "'\($0.rawValue)'" }.joined(separator: ", ")
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT stage, entity, code, field, count(*) AS n, min(record) AS record, max(reason) AS reason
                    FROM outcome WHERE run = ? AND code IN (\(codes))
                    GROUP BY stage, entity, code, field ORDER BY n DESC LIMIT 100
                    """,
                arguments: [run.value])
            return rows.compactMap { row in
                guard let outcome = Outcome(row) else { return nil }
                return FailureCause(
                    stage: outcome.stage, entity: outcome.entity, code: outcome.code, field: outcome.field,
                    count: row["n"], sampleRecord: outcome.record, sampleReason: outcome.reason)
            }
        }
    }
}

extension Outcome {
    /// Nothing for an outcome that only a newer program knows.
    fileprivate init?(_ row: Row) {
        let subject: String = row["entity"]
        let entity = Entity(rawValue: subject)
        guard let stage = StageName(rawValue: row["stage"]), let code = OutcomeCode(rawValue: row["code"]),
            entity != nil || subject == OutcomeWriter.member
        else { return nil }
        self.init(
            stage: stage, entity: entity, record: row["record"], code: code, field: row["field"],
            before: row["before"], after: row["after"], reason: row["reason"])
    }
}
