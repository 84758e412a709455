package import Domain
import GRDB

extension HubStore {
    package func audienceSchema() async throws -> AudienceSchema {
        try await read { database in
            let own: Set = ["key", "as_of", "account_id", "revision", "complete"]
            let kpis = try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info('kpi')")
            return AudienceSchema(
                attributes: try database.attributes(of: .account), kpis: kpis.filter { !own.contains($0) })
        }
    }

    package func audience(_ filter: AudienceFilter, now: Instant) async throws -> ReportTable {
        try await read { database in
            var sql = AudienceSQL(now: now)
            let condition = sql.condition(filter)
            let columns = [
                "tenant", "id", "username", "email", "first_name", "last_name", "rank", "roles", "last_active_at",
                "account_id", "account_name",
            ]
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT u.tenant, u.id, u.username, u.email, u.first_name, u.last_name, u.rank, u.roles,
                        u.last_active_at, l.account_id, a.name
                    FROM community_user u LEFT JOIN community_link l ON l.member = u.key
                    LEFT JOIN account a ON a.id = l.account_id
                    LEFT JOIN kpi k ON k.account_id = l.account_id
                        AND k.as_of = (SELECT max(as_of) FROM kpi_snapshot WHERE is_complete)
                    WHERE NOT u.is_erased AND \(condition) ORDER BY u.tenant, u.id
                    """,
                arguments: StatementArguments(sql.arguments))
            return ReportTable(
                columns: columns,
                rows: rows.map { row in
                    columns.indices.map { column in
                        guard column == 8 else { return row[column] as String? ?? "" }
                        return (row[column] as Int64?).map { Instant(milliseconds: $0).iso8601 } ?? ""
                    }
                })
        }
    }

    package func noteRoleChanges(
        _ members: [MemberKey], role: String, granted: Bool, in run: RunNumber, at now: Instant
    ) async throws {
        try await write { database in
            for member in members {
                let key = try database.row(of: member)
                let roles = try String.fetchOne(
                    database, sql: "SELECT roles FROM community_user WHERE key = ?", arguments: [key])
                var list = (roles ?? "").split(separator: ";").map(String.init).filter { $0 != role }
                if granted { list.append(role) }
                let after = list.isEmpty ? nil : list.joined(separator: ";")
                try database.execute(
                    sql: "UPDATE community_user SET roles = ? WHERE key = ?", arguments: [after, key])
                try database.execute(
                    sql: """
                        INSERT OR REPLACE INTO community_role_change (run, member, role, is_granted, at)
                        VALUES (?, ?, ?, ?, ?)
                        """,
                    arguments: [run.value, key, role, granted, now.milliseconds])
                try database.execute(
                    sql: """
                        INSERT INTO outcome (run, stage, entity, record, code, field, before, after)
                        VALUES (?, 'audience', 'community_user', ?, 'updated', 'roles', ?, ?)
                        """,
                    arguments: [run.value, "\(member)", roles, after])
            }
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
            ).map {
                RoleChange(
                    member: MemberKey(tenant: $0["tenant"], id: $0["id"]), role: $0["role"], isGranted: $0["is_granted"]
                )
            }
        }
    }

    package func noteUndone(
        _ changes: [RoleChange], of run: RunNumber, in undoing: RunNumber, at now: Instant
    ) async throws {
        for (role, some) in Dictionary(grouping: changes, by: \.role) {
            for (granted, members) in Dictionary(grouping: some, by: \.isGranted) {
                try await noteRoleChanges(members.map(\.member), role: role, granted: !granted, in: undoing, at: now)
            }
        }
        try await write { database in
            for change in changes {
                try database.execute(
                    sql: "UPDATE community_role_change SET undone_in = ? WHERE run = ? AND member = ? AND role = ?",
                    arguments: [undoing.value, run.value, try database.row(of: change.member), change.role])
            }
        }
    }
}
