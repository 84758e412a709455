package import Domain
import Foundation
import GRDB

extension HubStore {
    package func openSession(tokenHash: [UInt8], of person: Int64, at now: Instant) async throws {
        try await write { database in
            try database.execute(
                sql: "INSERT INTO session (token_hash, admin, opened_at, seen_at) VALUES (?, ?, ?, ?)",
                arguments: [Data(tokenHash), person, now.milliseconds, now.milliseconds])
            try database.execute(
                sql: "UPDATE admin SET last_login_at = ? WHERE id = ?", arguments: [now.milliseconds, person])
        }
    }

    package func session(tokenHash: [UInt8]) async throws -> OpenSession? {
        try await read { database in
            let row = try database.preparedRow(
                """
                SELECT admin.id, email, name, role, last_login_at, opened_at, seen_at, notice
                FROM session JOIN admin ON admin.id = session.admin WHERE token_hash = ?
                """, [Data(tokenHash)])
            return row.map { row in
                OpenSession(
                    person: AdminPerson(row), openedAt: Instant(milliseconds: row["opened_at"]),
                    seenAt: Instant(milliseconds: row["seen_at"]), notice: row["notice"])
            }
        }
    }

    package func touchSession(tokenHash: [UInt8], at now: Instant) async throws {
        try await write {
            try $0.execute(
                sql: "UPDATE session SET seen_at = ? WHERE token_hash = ?",
                arguments: [now.milliseconds, Data(tokenHash)])
        }
    }

    package func setNotice(_ notice: String?, tokenHash: [UInt8]) async throws {
        try await write {
            try $0.execute(
                sql: "UPDATE session SET notice = ? WHERE token_hash = ?", arguments: [notice, Data(tokenHash)])
        }
    }

    package func closeSession(tokenHash: [UInt8]) async throws {
        try await write {
            try $0.execute(sql: "DELETE FROM session WHERE token_hash = ?", arguments: [Data(tokenHash)])
        }
    }

    package func closeSessions(of person: Int64, but tokenHash: [UInt8]?) async throws {
        try await write {
            try $0.execute(
                sql: "DELETE FROM session WHERE admin = ? AND token_hash IS NOT ?",
                arguments: [person, tokenHash.map { Data($0) }])
        }
    }

    package func dropSessions(notSeenSince limit: Instant, openedBefore opened: Instant) async throws {
        try await write {
            try $0.execute(
                sql: "DELETE FROM session WHERE seen_at < ? OR opened_at < ?",
                arguments: [limit.milliseconds, opened.milliseconds])
        }
    }
}
