package import Domain
import GRDB

extension HubStore: CommunityInsight {
    package func coverage(revenueColumn: String?, now: Instant) async throws -> [CoverageRow] {
        try await read { database in
            let window = now.milliseconds - Self.month..<now.milliseconds
            return try CoverageCount(database, window: window).rows(revenueColumn: revenueColumn)
        }
    }

    /// The days in which whoever was seen is active.
    private static let month: Int64 = 30 * 86_400_000

    package func unresolvedDomains(limit: Int, now: Instant) async throws -> OpenDomains {
        try await read { database in
            // Both tables in the order of their keys: by the index of domains, each row would be looked for elsewhere.
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT domain, members, active, label, count(*) OVER () AS open FROM (
                        SELECT u.domain, count(*) AS members, count(CASE WHEN u.last_active_at >= ? THEN 1 END) AS active,
                            min(u.label) AS label
                        FROM community_user u NOT INDEXED LEFT JOIN community_link l ON l.member = u.key
                        WHERE NOT u.is_erased AND u.domain IS NOT NULL AND l.account_id IS NULL
                            AND coalesce(l.decision, 'unmatched') IN ('unmatched', 'ambiguous')
                        GROUP BY u.domain)
                    WHERE domain NOT IN (SELECT domain FROM domain_refusal WHERE account_id = '')
                    ORDER BY members DESC, active DESC, domain LIMIT ?
                    """,
                arguments: [now.milliseconds - Self.month, limit])
            let claims = try DomainClaims(database, domains: rows.map { $0["domain"] })
            let domains = try rows.enumerated().map { position, row in
                var domain = UnresolvedDomain(
                    domain: row["domain"], members: row["members"], activeMembers: row["active"])
                domain.suggestions = try claims.suggestions(
                    position, domain: domain.domain, label: row["label"] ?? "")
                return domain
            }
            return OpenDomains(domains: domains, count: rows.first?["open"] ?? 0)
        }
    }

    @discardableResult
    package func assign(domain: String, to account: String, providers: MailProviders) async throws -> String {
        let form = try Self.form(ofDomain: domain)
        guard !providers.contain(form) else {
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
            try database.execute(
                sql: "DELETE FROM domain_refusal WHERE domain = ? AND account_id IN ('', ?)",
                arguments: [form, account])
        }
        return form
    }

    package func idleDomains(
        providers: MailProviders
    ) async throws -> (withoutAccount: [String], ofProviders: [String]) {
        try await read { database in
            let lost = try String.fetchAll(
                database,
                sql: """
                    SELECT DISTINCT domain FROM domain_assignment
                    WHERE account_id NOT IN (SELECT id FROM account) ORDER BY domain
                    """)
            let all = try String.fetchAll(
                database, sql: "SELECT DISTINCT domain FROM domain_assignment ORDER BY domain")
            let form = KeyNormaliser.website(.host)
            return (lost, all.filter { domain in form.key(of: domain).map { providers.contain($0) } ?? false })
        }
    }

    static func form(ofDomain domain: String) throws -> String {
        guard let form = KeyNormaliser.website(.host).key(of: domain) else {
            throw PlainError("\(domain) is no domain that somebody registered. Write for instance acme.com.")
        }
        return form
    }

    package func unassign(domain: String, from account: String?) async throws -> Int {
        let form = KeyNormaliser.website(.host).key(of: domain) ?? domain
        return try await write { database in
            try database.execute(
                sql: "DELETE FROM domain_assignment WHERE domain = ?1 AND (?2 IS NULL OR account_id = ?2)",
                arguments: [form, account])
            return database.changesCount
        }
    }
}
