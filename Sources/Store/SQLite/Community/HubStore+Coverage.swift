package import Domain
import GRDB

extension HubStore: CommunityInsight {
    package func coverage(revenueColumn: String?, now: Instant) async throws -> [CoverageRow] {
        try await read { database in
            let revenue = revenueColumn.map { "a.\(quoted($0))" } ?? "0"
            let rows = try Row.fetchAll(
                database,
                sql: """
                    WITH active AS (SELECT DISTINCT member FROM community_sign WHERE at >= ?),
                    judged AS (
                        SELECT u.tenant AS tenant, l.account_id AS account,
                            CASE WHEN l.account_id IS NOT NULL THEN l.rule ELSE coalesce(l.decision, 'unmatched') END AS rule,
                            u.key IN (SELECT member FROM active) AS is_active
                        FROM community_user u LEFT JOIN community_link l ON l.member = u.key WHERE NOT u.is_erased)
                    SELECT j.tenant, j.rule, max(j.account IS NOT NULL) AS is_linked, count(*) AS members,
                        sum(j.is_active) AS active, count(DISTINCT j.account) AS accounts,
                        coalesce((SELECT sum(\(revenue)) FROM account a WHERE a.id IN (
                            SELECT x.account FROM judged x WHERE x.tenant = j.tenant AND x.rule = j.rule)), 0) AS revenue
                    FROM judged j GROUP BY j.tenant, j.rule ORDER BY j.tenant, is_linked DESC, members DESC
                    """,
                arguments: [now.milliseconds - 30 * 86_400_000])
            return rows.map {
                CoverageRow(
                    tenant: $0["tenant"], rule: $0["rule"], isLinked: $0["is_linked"], members: $0["members"],
                    activeMembers: $0["active"], accounts: $0["accounts"], revenue: $0["revenue"])
            }
        }
    }

    package func unresolvedDomains(limit: Int, now: Instant) async throws -> [UnresolvedDomain] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT u.domain, count(*) AS members, count(CASE WHEN u.last_active_at >= ? THEN 1 END) AS active,
                        min(u.label) AS label
                    FROM community_user u LEFT JOIN community_link l ON l.member = u.key
                    WHERE NOT u.is_erased AND u.domain IS NOT NULL AND l.account_id IS NULL
                        AND coalesce(l.decision, 'unmatched') IN ('unmatched', 'ambiguous')
                    GROUP BY u.domain ORDER BY members DESC, active DESC, u.domain LIMIT ?
                    """,
                arguments: [now.milliseconds - 30 * 86_400_000, limit])
            let claims = try DomainClaims(database, domains: rows.map { $0["domain"] })
            return try rows.enumerated().map { position, row in
                var domain = UnresolvedDomain(
                    domain: row["domain"], members: row["members"], activeMembers: row["active"])
                domain.suggestions = try claims.suggestions(
                    position, domain: domain.domain, label: row["label"] ?? "")
                return domain
            }
        }
    }

    package func assign(domain: String, to account: String) async throws {
        guard let form = KeyNormaliser.website(.host).key(of: domain) else {
            throw PlainError("\(domain) is no domain that somebody registered. Write for instance acme.com.")
        }
        guard !MailProviders().contain(form) else {
            throw PlainError(
                "\(form) belongs to a provider of free or disposable mail, so it says nothing about an account. "
                    + "If it really is a customer's own, remove it under free_mail in crosswalk.yaml.")
        }
        try await write { database in
            guard try Row.fetchOne(database, sql: "SELECT 1 FROM account WHERE id = ?", arguments: [account]) != nil
            else {
                throw PlainError("There is no account \(account). Check the id with `crosswalk export accounts`.")
            }
            try database.execute(
                sql: "INSERT OR IGNORE INTO domain_assignment (domain, account_id) VALUES (?, ?)",
                arguments: [form, account])
        }
    }

    package func unassign(domain: String, from account: String?) async throws -> Int {
        try await write { database in
            try database.execute(
                sql: "DELETE FROM domain_assignment WHERE domain = ?1 AND (?2 IS NULL OR account_id = ?2)",
                arguments: [domain, account])
            return database.changesCount
        }
    }
}
