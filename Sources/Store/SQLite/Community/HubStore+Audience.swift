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

    package func audience(
        _ filter: AudienceFilter, now: Instant, after place: MemberKey?, limit: Int?
    ) async throws -> ReportTable {
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
                        AND k.as_of = \(KPISnapshot.shownDay)
                    WHERE NOT u.is_erased AND \(condition) AND (u.tenant, u.id) > (?, ?)
                    ORDER BY u.tenant, u.id LIMIT ?
                    """,
                arguments: StatementArguments(sql.arguments) + [place?.tenant ?? "", place?.id ?? "", limit ?? -1])
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
}
