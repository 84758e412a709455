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
            let finder = try DomainSuggestions(database)
            return try rows.map { row in
                var domain = UnresolvedDomain(
                    domain: row["domain"], members: row["members"], activeMembers: row["active"])
                domain.suggestions = try finder.suggestions(domain: domain.domain, label: row["label"] ?? "")
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

/// Accounts that a domain may belong to: seen among product users, contacts or websites, or with a similar name.
private struct DomainSuggestions {
    private let database: Database
    private let contactMirror: String?

    init(_ database: Database) throws {
        self.database = database
        contactMirror = try String.fetchOne(
            database,
            sql: """
                SELECT m.table_name FROM mirror m WHERE EXISTS (
                    SELECT 1 FROM pragma_table_info(m.table_name) c WHERE c.name = 'email') LIMIT 1
                """)
    }

    func suggestions(domain: String, label: String) throws -> [UnresolvedDomain.Suggestion] {
        var found: [UnresolvedDomain.Suggestion] = []
        func add(_ rows: [Row], _ reason: (Row) -> String) {
            for row in rows where !found.contains(where: { $0.account == row["id"] as String }) {
                found.append(
                    UnresolvedDomain.Suggestion(account: row["id"], name: row["name"] ?? "", reason: reason(row)))
            }
        }
        // Addresses are looked up by their end through the sources that are known to be at an account.
        let evidence = try Row.fetchAll(
            database,
            sql: """
                SELECT a.id, a.name, i.source, count(*) AS n FROM identity i JOIN account a ON a.id = i.account_id
                WHERE i.email_key LIKE '%@' || ?1 OR i.email_key LIKE '%.' || ?1
                GROUP BY a.id, i.source ORDER BY n DESC LIMIT 3
                """,
            arguments: [domain])
        add(evidence) { row in
            let count: Int = row["n"]
            return switch row["source"] as String {
            case "product": "\(count) product user\(count == 1 ? "" : "s") of this domain"
            case "salesforce": "\(count) Salesforce contact\(count == 1 ? "" : "s") of this domain"
            default: "\(count) known person\(count == 1 ? "" : "s") of this domain"
            }
        }
        add(
            try Row.fetchAll(
                database,
                sql: "SELECT id, name FROM account WHERE website LIKE '%' || ?1 || '%' ORDER BY id LIMIT 3",
                arguments: [domain])
        ) { _ in "its website is of this domain" }
        if label.utf8.count >= 4 {
            add(
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT a.id, a.name FROM account_key k JOIN account a ON a.key = k.account
                        WHERE k.whole = ?1 OR k.without_legal_form = ?1
                            OR (k.whole >= ?1 AND k.whole < ?1 || x'F7BFBFBF')
                            OR (length(k.whole) >= 5 AND k.whole = substr(?1, 1, length(k.whole)))
                        ORDER BY length(k.whole), a.id LIMIT 3
                        """,
                    arguments: [label])
            ) { _ in "its name is similar to \(label)" }
        }
        return Array(found.prefix(3))
    }
}
