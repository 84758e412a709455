package import Domain
package import Foundation
import GRDB

extension HubStore {
    /// The secrets of a connection as they were sealed; the store has no key to them.
    package func sealedSecrets(of connection: String) async throws -> Data? {
        try await read {
            try Data.fetchOne(
                $0, sql: "SELECT sealed_secrets FROM connection WHERE name = ?", arguments: [connection])
        }
    }

    package func keep(sealedSecrets: Data, of connection: String) async throws {
        try await write {
            try $0.execute(
                sql: """
                    INSERT INTO connection (name, status, sealed_secrets) VALUES (?, 'up', ?)
                    ON CONFLICT (name) DO UPDATE SET sealed_secrets = excluded.sealed_secrets, status = 'up', reason = NULL
                    """,
                arguments: [connection, sealedSecrets])
        }
    }
}

extension HubStore: ConnectionLedger {
    package func connection(_ name: String) async throws -> ConnectionStatus? {
        try await read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM connection WHERE name = ?", arguments: [name]).map { row in
                ConnectionStatus(
                    isUp: row["status"] == "up", reason: row["reason"],
                    lastSuccess: (row["last_success_at"] as Int64?).map(Instant.init(milliseconds:)),
                    lastError: row["last_error"], recordsProcessed: row["records_processed"])
            }
        }
    }

    package func note(_ name: String, isUp: Bool, reason: String?, records: Int, at now: Instant) async throws {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO connection (name, status) VALUES (:name, 'up') ON CONFLICT DO NOTHING;
                    UPDATE connection SET status = :status, reason = :reason,
                        last_error = coalesce(:reason, last_error),
                        last_success_at = CASE WHEN :reason IS NULL THEN :now ELSE last_success_at END,
                        records_processed = records_processed + :records
                    WHERE name = :name
                    """,
                arguments: [
                    "name": name, "status": isUp ? "up" : "down", "reason": reason, "now": now.milliseconds,
                    "records": records,
                ])
        }
    }
}
