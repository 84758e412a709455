package import Domain
import GRDB

extension HubStore: CommunityBrowser {
    package func tenants() async throws -> [CommunityTenant] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT t.tenant,
                        (SELECT count(*) FROM community_content c
                            WHERE c.tenant = t.tenant AND c.context = 'topic') AS topics,
                        (SELECT count(*) FROM community_content c
                            WHERE c.tenant = t.tenant AND c.context = 'reply') AS replies
                    FROM community_tenant t ORDER BY t.tenant
                    """
            ).map { CommunityTenant(name: $0["tenant"], topics: $0["topics"], replies: $0["replies"]) }
        }
    }

    package func tenantNames() async throws -> [String] {
        try await read { try String.fetchAll($0, sql: "SELECT tenant FROM community_tenant ORDER BY tenant") }
    }

    package func members(_ query: MemberQuery) async throws -> MemberPage {
        try await read { database in
            let sql = MemberSQL(query)
            let rows = try database.preparedRows(sql.select, sql.arguments)
            var page = MemberPage()
            page.rows = rows.prefix(query.limit).map { MemberPage.Row($0) }
            if rows.count > query.limit {
                page.next = page.rows.last?.key
            } else if let end = try database.preparedRow(sql.end, sql.walkArguments) {
                page.next = MemberKey(tenant: end["tenant"], id: end["id"])
                page.lookedAt = MemberSQL.walk
            }
            if query.search != nil {
                page.isPartial = try database.preparedValue(sql.surplus, sql.searchArguments) ?? false
            }
            return page
        }
    }

    package func member(_ key: MemberKey) async throws -> MemberProfile? {
        try await read { database in
            let found = try Row.fetchOne(
                database, sql: "SELECT * FROM community_user WHERE tenant = ? AND id = ? AND NOT is_erased",
                arguments: [key.tenant, key.id])
            guard let found else { return nil }
            let row: Int64 = found["key"]
            let link = try Row.fetchOne(
                database, sql: "SELECT account_id, since, decided_in FROM community_link WHERE member = ?",
                arguments: [row])
            let previous = try String.fetchAll(
                database, sql: "SELECT account_id FROM community_link_history WHERE member = ? ORDER BY until DESC",
                arguments: [row])
            let decisions = try Row.fetchAll(
                database, sql: "SELECT * FROM community_override WHERE member = ? ORDER BY verdict, account_id",
                arguments: [row])
            return MemberProfile(
                key: key, row: row,
                columns: CommunityKind.users.columns.map {
                    MemberProfile.Column(name: $0.name, value: Value(stored: found[$0.name], type: $0.type))
                },
                account: link?["account_id"],
                since: (link?["since"] as Int64?).map { Instant(milliseconds: $0) },
                decidedIn: (link?["decided_in"] as Int64?).map { RunNumber($0) }, previous: previous,
                decisions: decisions.map { MemberProfile.Decision($0) })
        }
    }

    package func deeds(of member: MemberKey, limit: Int) async throws -> [MemberDeed] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT created_at AS at, context AS kind, coalesce(title, topic, id) AS subject FROM (
                        SELECT c.created_at, c.context, c.title, c.id, (
                            SELECT t.title FROM community_content t
                            WHERE t.tenant = c.tenant AND t.context = 'topic' AND t.id = c.topic_id) AS topic
                        FROM community_content c WHERE c.tenant = ?1 AND c.author_id = ?2 AND c.created_at IS NOT NULL)
                    UNION ALL
                    SELECT a.occurred_at, coalesce(a.type, 'activity'), coalesce((
                        SELECT t.title FROM community_content t
                        WHERE t.tenant = a.tenant AND t.context = 'topic' AND t.id = a.content_id), a.content_id, '')
                    FROM community_activity a WHERE a.tenant = ?1 AND a.community_user_id = ?2
                    ORDER BY at DESC LIMIT ?3
                    """,
                arguments: [member.tenant, member.id, limit]
            ).map {
                MemberDeed(at: Instant(milliseconds: $0["at"]), kind: $0["kind"], subject: $0["subject"])
            }
        }
    }

    package func assignedDomains(after place: AssignedDomain?, limit: Int) async throws -> [AssignedDomain] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT d.domain, d.account_id, a.name FROM domain_assignment d LEFT JOIN account a ON a.id = d.account_id
                    WHERE (d.domain, d.account_id) > (?, ?) ORDER BY d.domain, d.account_id LIMIT ?
                    """,
                arguments: [place?.domain ?? "", place?.account ?? "", limit]
            ).map { AssignedDomain(domain: $0["domain"], account: $0["account_id"], accountName: $0["name"]) }
        }
    }
}

extension HubStore {
    package func assignments(ofDomains domains: [String]) async throws -> [AssignedDomain] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT d.domain, d.account_id, a.name FROM domain_assignment d LEFT JOIN account a ON a.id = d.account_id
                    WHERE d.domain IN (\(domains.map { _ in "?" }.joined(separator: ", "))) ORDER BY d.domain, d.account_id
                    """,
                arguments: StatementArguments(domains)
            ).map { AssignedDomain(domain: $0["domain"], account: $0["account_id"], accountName: $0["name"]) }
        }
    }
}

extension MemberPage.Row {
    fileprivate init(_ row: Row) {
        let decision: String? = row["decision"]
        self.init(
            key: MemberKey(tenant: row["tenant"], id: row["id"]), username: row["username"], email: row["email"],
            lastActive: (row["last_active_at"] as Int64?).map { Instant(milliseconds: $0) },
            verdict: decision.flatMap { MatchVerdict(name: $0) } ?? .unmatched, rule: row["rule"],
            account: row["account_id"], accountName: row["account_name"],
            candidates: (row["candidates"] as String?)?.split(separator: ";").map(String.init) ?? [])
    }
}

extension MemberProfile.Decision {
    fileprivate init(_ row: Row) {
        let account: String = row["account_id"]
        self.init(
            isLink: row["verdict"] == LinkVerdict.link.rawValue, account: account.isEmpty ? nil : account,
            author: row["decided_by"], at: Instant(milliseconds: row["decided_at"]), reason: row["reason"])
    }
}

/// The statements of one look through members: a walk by tenant and id up to a bound, with filters on what it meets.
private struct MemberSQL {
    let query: MemberQuery

    /// How many members one look walks over at most.
    static let walk = 15_000

    init(_ query: MemberQuery) {
        self.query = query
    }

    /// Rows come as the walk meets them, so that it ends with the last one that is wanted.
    var select: String {
        """
        SELECT u.tenant, u.id, u.username, u.email, u.last_active_at, l.decision, l.rule, l.account_id, l.candidates,
            a.name AS account_name
        FROM (\(walked)) w CROSS JOIN community_user u ON u.key = w.key
        LEFT JOIN community_link l ON l.member = u.key LEFT JOIN account a ON a.id = l.account_id
        WHERE NOT u.is_erased AND (:verdict IS NULL OR coalesce(l.decision, 'unmatched') = :verdict)
        LIMIT \(query.limit + 1)
        """
    }

    /// Where the walk ends, if it ends before the last member.
    var end: String { "SELECT tenant, id FROM (\(walked)) LIMIT 1 OFFSET \(Self.walk - 1)" }

    /// How many members a search gathers by each index.
    private static let gathered = 2_000

    /// Asks whether more members begin with the search than one index gathers.
    var surplus: String {
        """
        SELECT EXISTS (SELECT 1 FROM community_user WHERE tenant IN (SELECT tenant FROM community_tenant)
                AND id >= :low AND id < :high LIMIT 1 OFFSET \(Self.gathered))
            OR EXISTS (SELECT 1 FROM community_user WHERE email_key >= :low_key AND email_key < :high_key
                LIMIT 1 OFFSET \(Self.gathered))
        """
    }

    var searchArguments: StatementArguments {
        guard let search = query.search else { return [:] }
        return [
            "low": search, "high": search + "\u{10FFFF}", "low_key": search.lowercased(),
            "high_key": search.lowercased() + "\u{10FFFF}",
        ]
    }

    var arguments: StatementArguments { walkArguments + ["verdict": query.verdict?.name] }

    var walkArguments: StatementArguments {
        var named: StatementArguments = [:]
        if let tenant = query.tenant { named += ["tenant": tenant] }
        if let domain = query.domain { named += ["domain": domain] }
        if let account = query.account { named += ["account": account] }
        if let after = query.after { named += ["after_tenant": after.tenant, "after_id": after.id] }
        return named + searchArguments
    }

    /// Keys alone, as the indexes hold them; what was erased is passed over where rows are read.
    private var walked: String {
        var conditions: [String] = []
        if query.tenant != nil { conditions.append("tenant = :tenant") }
        if query.domain != nil { conditions.append("domain = :domain") }
        if query.after != nil { conditions.append("(tenant, id) > (:after_tenant, :after_id)") }
        if query.account != nil {
            conditions.append("key IN (SELECT member FROM community_link WHERE account_id = :account)")
        }
        let whole = query.domain == nil ? "key, tenant, id" : "key, tenant, id, domain"
        let source = query.search == nil ? "community_user" : "(\(found(whole)))"
        return """
            SELECT key, tenant, id FROM \(source) \(conditions.isEmpty ? "" : "WHERE ")\
            \(conditions.joined(separator: " AND ")) ORDER BY tenant, id LIMIT \(Self.walk)
            """
    }

    /// Members whose id or address begins with a text, each found by its index, which holds all that is asked for.
    private func found(_ columns: String) -> String {
        """
        SELECT * FROM (SELECT \(columns) FROM community_user
            WHERE tenant IN (SELECT tenant FROM community_tenant) AND id >= :low AND id < :high LIMIT \(Self.gathered))
        UNION SELECT * FROM (SELECT \(columns) FROM community_user
            WHERE email_key >= :low_key AND email_key < :high_key LIMIT \(Self.gathered))
        """
    }
}
