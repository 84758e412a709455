package import Domain
import GRDB

extension HubStore: CommunityInsight {
    package func coverage(
        revenueColumn: String?, now: Instant, zone: WorkspaceZone
    ) async throws -> CommunityCoverage {
        try await read { database in
            let window = zone.moment(Self.month, daysBefore: now).milliseconds..<now.milliseconds
            return try CoverageCount(database, window: window).coverage(revenueColumn: revenueColumn)
        }
    }

    /// The days in which whoever was seen is active.
    private static let month = 30

    package func unresolvedDomains(
        limit: Int, providers: MailProviders, now: Instant
    ) async throws -> OpenDomains {
        try await read { database in
            // Both tables in the order of their keys: by the index of domains, each row would be looked for elsewhere.
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT domain, members, active, label FROM (
                        SELECT u.domain, count(*) AS members, sum(u.key IN (
                                SELECT s.member FROM \(MemberSigns.table) s WHERE s.at >= ?1 AND s.at < ?2)) AS active,
                            min(u.label) AS label
                        FROM community_user u NOT INDEXED LEFT JOIN community_link l ON l.member = u.key
                        WHERE NOT u.is_erased AND u.domain IS NOT NULL AND l.account_id IS NULL
                            AND coalesce(l.decision, 'unmatched') IN ('unmatched', 'ambiguous')
                        GROUP BY u.domain)
                    WHERE domain NOT IN (SELECT domain FROM domain_refusal WHERE account_id = '')
                    ORDER BY members DESC, active DESC, domain
                    """,
                arguments: [now.milliseconds - Int64(Self.month) * 86_400_000, now.milliseconds])
            var open = OpenDomains()
            var labels: [String] = []
            while let row = try rows.next() {
                // Of a provider's members, only those are here whom several persons' accounts fit.
                guard !providers.contain(row["domain"] as String) else { continue }
                open.count += 1
                guard open.domains.count < limit else { continue }
                open.domains.append(
                    UnresolvedDomain(domain: row["domain"], members: row["members"], activeMembers: row["active"]))
                labels.append(row["label"] ?? "")
            }
            let claims = try DomainClaims(database, domains: open.domains.map(\.domain))
            for position in open.domains.indices {
                open.domains[position].suggestions = try claims.suggestions(
                    position, domain: open.domains[position].domain, label: labels[position])
            }
            return open
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
