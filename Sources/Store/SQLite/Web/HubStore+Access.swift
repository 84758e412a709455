package import Domain
import Foundation
import GRDB

extension HubStore: AccessStore {
    package func keys() async throws -> [AccessKey] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM api_key WHERE revoked_at IS NULL ORDER BY id").map { row in
                AccessKey(
                    id: row["id"], name: row["name"], scope: KeyScope(rawValue: row["scope"]) ?? .read,
                    prefix: row["prefix"], hash: Array(row["key_hash"] as Data), createdBy: row["created_by"],
                    createdAt: Instant(milliseconds: row["created_at"]))
            }
        }
    }

    package func addKey(_ key: AccessKey) async throws -> Int64 {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT INTO api_key (name, scope, prefix, key_hash, created_by, created_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    key.name, key.scope.rawValue, key.prefix, Data(key.hash), key.createdBy,
                    key.createdAt.milliseconds,
                ])
            return database.lastInsertedRowID
        }
    }

    package func revokeKey(_ id: Int64, at now: Instant) async throws -> Bool {
        try await write { database in
            try database.execute(
                sql: "UPDATE api_key SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
                arguments: [now.milliseconds, id])
            return database.changesCount == 1
        }
    }

    package func audit(_ entry: AuditEntry) async throws {
        try await write {
            try $0.execute(
                sql: "INSERT INTO audit (at, who, action, subject, detail) VALUES (?, ?, ?, ?, ?)",
                arguments: [entry.at.milliseconds, entry.who, entry.action, entry.subject, entry.detail])
        }
    }

    package func auditEntries(limit: Int, before: Int64?) async throws -> [AuditEntry] {
        try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?",
                arguments: [before ?? .max, limit]
            ).map { row in
                AuditEntry(
                    number: row["number"], at: Instant(milliseconds: row["at"]), who: row["who"],
                    action: row["action"], subject: row["subject"], detail: row["detail"])
            }
        }
    }

    package func keepConfiguration(_ text: String, who: String, at now: Instant) async throws {
        try await write {
            try $0.execute(
                sql: "INSERT INTO configuration_version (at, who, text) VALUES (?, ?, ?)",
                arguments: [now.milliseconds, who, text])
        }
    }

    package func configurationVersions(limit: Int) async throws -> [ConfigurationVersion] {
        try await read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM configuration_version ORDER BY number DESC LIMIT ?", arguments: [limit]
            ).map { row in
                ConfigurationVersion(
                    number: row["number"], at: Instant(milliseconds: row["at"]), who: row["who"], text: row["text"])
            }
        }
    }
}
