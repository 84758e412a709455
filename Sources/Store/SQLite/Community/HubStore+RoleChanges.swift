package import Domain
import GRDB

extension HubStore {
    package func intend(
        _ change: RoleChange, in run: RunNumber, undoing: RunNumber?, at now: Instant
    ) async throws {
        try await write { database in
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO community_role_change (run, member, role, is_granted, at, is_certain, undoes)
                    VALUES (?, ?, ?, ?, ?, 0, ?)
                    """,
                arguments: [
                    run.value, try database.row(of: change.member), change.role, change.isGranted, now.milliseconds,
                    undoing?.value,
                ])
        }
    }

    package func settle(_ change: RoleChange, in run: RunNumber, wasMade: Bool) async throws {
        try await write { database in
            let key = try database.row(of: change.member)
            guard wasMade else {
                return try database.execute(
                    sql: "DELETE FROM community_role_change WHERE run = ? AND member = ? AND role = ?",
                    arguments: [run.value, key, change.role])
            }
            try database.execute(
                sql: """
                    UPDATE community_role_change SET undone_in = ?1 WHERE member = ?2 AND role = ?3 AND run = (
                        SELECT undoes FROM community_role_change WHERE run = ?1 AND member = ?2 AND role = ?3)
                    """,
                arguments: [run.value, key, change.role])
            try database.execute(
                sql: "UPDATE community_role_change SET is_certain = 1 WHERE run = ? AND member = ? AND role = ?",
                arguments: [run.value, key, change.role])
            try database.note(change, of: key, in: run)
        }
    }

    package func openRoleChanges(of tenant: String) async throws -> [(change: RoleChange, run: RunNumber)] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT u.tenant, u.id, c.role, c.is_granted, c.run FROM community_role_change c
                    JOIN community_user u ON u.key = c.member
                    WHERE c.is_certain = 0 AND u.tenant = ? ORDER BY c.run, u.id
                    """,
                arguments: [tenant]
            ).map { (change: RoleChange($0), run: RunNumber($0["run"])) }
        }
    }

    package func roleChanges(of run: RunNumber) async throws -> [RoleChange] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT u.tenant, u.id, c.role, c.is_granted FROM community_role_change c
                    JOIN community_user u ON u.key = c.member
                    WHERE c.run = ? AND c.undone_in IS NULL AND NOT u.is_erased ORDER BY u.tenant, u.id
                    """,
                arguments: [run.value]
            ).map(RoleChange.init)
        }
    }
}

extension RoleChange {
    fileprivate init(_ row: Row) {
        self.init(
            member: MemberKey(tenant: row["tenant"], id: row["id"]), role: row["role"], isGranted: row["is_granted"])
    }
}

extension Database {
    /// The member's roles as they are now, and the journal's line.
    fileprivate func note(_ change: RoleChange, of key: Int64, in run: RunNumber) throws {
        let before = try String.fetchOne(
            self, sql: "SELECT roles FROM community_user WHERE key = ?", arguments: [key])
        var roles = (before ?? "").split(separator: ";").map(String.init).filter { $0 != change.role }
        if change.isGranted { roles.append(change.role) }
        let after = roles.isEmpty ? nil : roles.joined(separator: ";")
        try execute(sql: "UPDATE community_user SET roles = ? WHERE key = ?", arguments: [after, key])
        try execute(
            sql: """
                INSERT INTO outcome (run, stage, entity, record, code, field, before, after)
                VALUES (?, 'audience', 'community_user', ?, 'updated', 'roles', ?, ?)
                """,
            arguments: [run.value, "\(change.member)", before, after])
    }
}
