package import Domain
import Foundation
import GRDB

extension HubStore: Journal {
    package func beginRun(trigger: RunTrigger, stages: [StageName], at now: Instant) async throws -> RunNumber {
        try await restoreIndexes()
        return try await write { database in
            try database.execute(
                sql: "INSERT INTO run (trigger, stages, started_at, state) VALUES (?, ?, ?, ?)",
                arguments: [
                    trigger.rawValue, stages.map(\.rawValue).joined(separator: ","), now.milliseconds,
                    RunStatus.running.rawValue,
                ])
            return RunNumber(database.lastInsertedRowID)
        }
    }

    package func noteSkippedRun(
        trigger: RunTrigger, stages: [StageName], reason: String, at now: Instant
    ) async throws {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO run (trigger, stages, started_at, ended_at, state, reason) VALUES (?1, ?2, ?3, ?3, ?4, ?5)
                    """,
                arguments: [
                    trigger.rawValue, stages.map(\.rawValue).joined(separator: ","), now.milliseconds,
                    RunStatus.skippedOverlap.rawValue, reason,
                ])
        }
    }

    package func endRun(_ run: RunNumber, status: RunStatus, reason: String?, at now: Instant) async throws {
        try await write { database in
            try database.execute(
                sql: "UPDATE run SET state = ?, reason = ?, ended_at = ? WHERE number = ?",
                arguments: [status.rawValue, reason, now.milliseconds, run.value])
            try database.keepPages(.usual)
        }
    }

    package func record(_ stage: StageRecord, of run: RunNumber) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let counts = String(decoding: try encoder.encode(stage.counts), as: UTF8.self)
        try await write { database in
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO run_stage (run, stage, entity, started_at, ended_at, counts, reason)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    run.value, stage.stage.rawValue, stage.entity?.rawValue ?? stage.tenant ?? "",
                    stage.startedAt.milliseconds,
                    stage.endedAt?.milliseconds, counts, stage.reason,
                ])
        }
    }

    package func append(_ outcomes: [Outcome], to run: RunNumber) async throws {
        guard !outcomes.isEmpty else { return }
        try await write { try OutcomeWriter($0, run: run).append(outcomes) }
    }

    package func closeInterruptedRuns(at now: Instant) async throws -> [RunNumber] {
        try await write { database in
            let open = try Int64.fetchAll(
                database, sql: "SELECT number FROM run WHERE state = ? ORDER BY number",
                arguments: [RunStatus.running.rawValue])
            try database.execute(
                sql: "UPDATE run SET state = ?, ended_at = ?, reason = ? WHERE state = ?",
                arguments: [
                    RunStatus.interrupted.rawValue, now.milliseconds,
                    "The process ended before the run did; the next run goes on where it stopped.",
                    RunStatus.running.rawValue,
                ])
            return open.map { RunNumber($0) }
        }
    }

    package func runs(limit: Int, before: RunNumber?) async throws -> [RunSummary] {
        try await read { database in
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM run WHERE number < ? ORDER BY number DESC LIMIT ?",
                arguments: [before?.value ?? Int64.max, limit])
            return try rows.map { try database.summary(of: $0) }
        }
    }

    package func runs(ofStages stages: [StageName], limit: Int) async throws -> [RunSummary] {
        try await read { database in
            let names = stages.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM run WHERE number IN (SELECT run FROM run_stage WHERE stage IN (\(names)))
                    ORDER BY number DESC LIMIT ?
                    """,
                arguments: [limit])
            return try rows.map { try database.summary(of: $0) }
        }
    }

    package func failedRecords(of run: RunNumber) async throws -> Int {
        let shortfalls = StageName.allCases.map { stage in
            let codes = OutcomeCode.allCases.filter { $0.isShortfall(in: stage) }.map { "'\($0.rawValue)'" }
            return "(stage = '\(stage.rawValue)' AND code IN (\(codes.joined(separator: ", "))))"
        }
        return try await read { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM (SELECT DISTINCT entity, record FROM outcome
                        WHERE run = ? AND (\(shortfalls.joined(separator: " OR "))))
                    """,
                arguments: [run.value]) ?? 0
        }
    }

    package func outcomeCounts(of run: RunNumber, stage: StageName?) async throws -> [OutcomeCode: Int] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql:
                    "SELECT code, count(*) AS n FROM outcome WHERE run = ?1 AND (?2 IS NULL OR stage = ?2) GROUP BY code",
                arguments: [run.value, stage?.rawValue])
            return rows.reduce(into: [:]) { counts, row in
                if let code = OutcomeCode(rawValue: row["code"]) { counts[code] = row["n"] }
            }
        }
    }

    package func exportOutcomes(
        of run: RunNumber, to sink: @escaping @Sendable (ExportPart) throws -> Void
    ) async throws {
        try await read { database in
            let names = [
                ("stage", "stage"), ("entity", "entity"), ("record", "record"), ("outcome", "code"),
                ("field", "field"), ("before", "before"), ("after", "after"), ("reason", "reason"),
            ]
            try RowExport(
                columns: names.map { ExportColumn(name: $0, expression: $1, type: .text) },
                source: "FROM outcome WHERE run = ? ORDER BY number"
            ).run(in: database, integers: [run.value], to: sink)
        }
    }
}

extension Database {
    fileprivate func summary(of run: Row) throws -> RunSummary {
        let stages = try Row.fetchAll(
            self, sql: "SELECT * FROM run_stage WHERE run = ? ORDER BY started_at, stage, entity",
            arguments: [run["number"] as Int64])
        return RunSummary(run, stages: try stages.map { try StageRecord($0) })
    }
}

extension RunSummary {
    fileprivate init(_ row: Row, stages: [StageRecord]) {
        let names: String = row["stages"]
        self.init(
            number: RunNumber(row["number"]), trigger: RunTrigger(rawValue: row["trigger"]) ?? .commandLine,
            stages: names.split(separator: ",").compactMap { StageName(rawValue: String($0)) },
            startedAt: Instant(milliseconds: row["started_at"]),
            endedAt: (row["ended_at"] as Int64?).map { Instant(milliseconds: $0) },
            status: RunStatus(rawValue: row["state"]) ?? .failed, reason: row["reason"], stageRecords: stages)
    }
}

extension StageRecord {
    fileprivate init(_ row: Row) throws {
        let counts: String = row["counts"]
        let stage = StageName(rawValue: row["stage"]) ?? .fetch
        let subject: String = row["entity"]
        self.init(
            stage: stage, entity: stage == .community ? nil : Entity(rawValue: subject),
            tenant: stage == .community ? subject : nil,
            startedAt: Instant(milliseconds: row["started_at"]),
            endedAt: (row["ended_at"] as Int64?).map { Instant(milliseconds: $0) },
            counts: try JSONDecoder().decode([String: Int].self, from: Data(counts.utf8)), reason: row["reason"])
    }
}
