package import Domain
import Foundation
import GRDB

extension HubStore {
    package func beginCommunityRun(
        _ stages: [CommunityStageName], trigger: RunTrigger, at now: Instant
    ) async throws -> RunNumber {
        try await write { database in
            try database.execute(
                sql: "INSERT INTO run (trigger, stages, started_at, state) VALUES (?, ?, ?, ?)",
                arguments: [
                    trigger.rawValue, stages.map(\.rawValue).joined(separator: ","), now.milliseconds,
                    RunStatus.running.rawValue,
                ])
            return RunNumber(database.lastInsertedRowID)
        }
    }

    package func recordCommunity(_ entry: SyncLogEntry, of run: RunNumber) async throws {
        let pairs = entry.counts.map { "\"\($0.name)\":\($0.value)" }
        try await write { database in
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO run_stage (run, stage, entity, started_at, ended_at, counts, reason)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    run.value, entry.stage.rawValue, entry.tenant, entry.startedAt.milliseconds,
                    entry.endedAt?.milliseconds, "{\(pairs.joined(separator: ","))}", entry.firstError,
                ])
        }
    }

    package func syncLog(limit: Int) async throws -> [SyncLogEntry] {
        try await read { database in
            let stages = CommunityStageName.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM run_stage WHERE stage IN (\(stages)) ORDER BY run DESC, started_at, stage, entity LIMIT ?
                    """,
                arguments: [limit])
            return try rows.map { row in
                // SQLite itself keeps the order in which the counts were written.
                let counts = try Row.fetchAll(
                    database, sql: "SELECT key, value FROM json_each(?)", arguments: [row["counts"] as String])
                return SyncLogEntry(
                    run: RunNumber(row["run"]), stage: CommunityStageName(rawValue: row["stage"]) ?? .community,
                    tenant: row["entity"], startedAt: Instant(milliseconds: row["started_at"]),
                    endedAt: (row["ended_at"] as Int64?).map { Instant(milliseconds: $0) },
                    counts: counts.map { SyncLogEntry.StageCount($0["key"], $0["value"]) }, firstError: row["reason"])
            }
        }
    }
}
