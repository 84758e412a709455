package import Domain
import Foundation
import GRDB

extension HubStore {
    package func people() async throws -> [AdminPerson] {
        try await read { try Row.fetchAll($0, sql: "SELECT * FROM admin ORDER BY email").map { AdminPerson($0) } }
    }

    package func person(email: String) async throws -> (person: AdminPerson, passwordHash: String)? {
        try await read { database in
            try Row.fetchOne(database, sql: "SELECT * FROM admin WHERE email = ?", arguments: [email])
                .map { (AdminPerson($0), $0["password_hash"]) }
        }
    }

    package func addPerson(
        email: String, name: String, role: Role, passwordHash: String, onlyIfFirst: Bool, at now: Instant
    ) async throws -> AdminPerson {
        try await write { database in
            if onlyIfFirst, try Row.fetchOne(database, sql: "SELECT 1 FROM admin LIMIT 1") != nil {
                throw PlainError("This workspace is set up already. Log in instead.")
            }
            if try Row.fetchOne(database, sql: "SELECT 1 FROM admin WHERE email = ?", arguments: [email]) != nil {
                throw PlainError("Somebody with this e-mail address is there already.")
            }
            try database.execute(
                sql: "INSERT INTO admin (email, name, role, password_hash, created_at) VALUES (?, ?, ?, ?, ?)",
                arguments: [email, name, role.rawValue, passwordHash, now.milliseconds])
            return AdminPerson(
                id: database.lastInsertedRowID, email: email, name: name, role: role, lastLogin: nil)
        }
    }

    package func changePerson(_ id: Int64, name: String?, role: Role?, passwordHash: String?) async throws {
        try await write { database in
            try database.execute(
                sql: """
                    UPDATE admin SET name = coalesce(?, name), role = coalesce(?, role),
                        password_hash = coalesce(?, password_hash)
                    WHERE id = ?
                    """,
                arguments: [name, role?.rawValue, passwordHash, id])
            guard database.changesCount == 1 else { throw PlainError("That person is not there any more.") }
            try Self.requireAnAdmin(database)
        }
    }

    package func removePerson(_ id: Int64) async throws {
        try await write { database in
            try database.execute(sql: "DELETE FROM admin WHERE id = ?", arguments: [id])
            guard database.changesCount == 1 else { throw PlainError("That person is not there any more.") }
            try database.execute(sql: "DELETE FROM session WHERE admin = ?", arguments: [id])
            try Self.requireAnAdmin(database)
        }
    }

    private static func requireAnAdmin(_ database: Database) throws {
        guard try Row.fetchOne(database, sql: "SELECT 1 FROM admin WHERE role = 'admin' LIMIT 1") != nil else {
            throw PlainError("One admin must remain. Make somebody else an admin first.")
        }
    }
}

extension AdminPerson {
    init(_ row: Row) {
        self.init(
            id: row["id"], email: row["email"], name: row["name"], role: Role(rawValue: row["role"]) ?? .viewer,
            lastLogin: (row["last_login_at"] as Int64?).map(Instant.init(milliseconds:)))
    }
}
