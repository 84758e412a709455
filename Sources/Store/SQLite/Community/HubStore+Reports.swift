package import Domain
import GRDB

extension HubStore {
    package func report(_ report: CommunityReport, _ scope: ReportScope) async throws -> ReportTable {
        if let windows = report.windows, !windows.contains(scope.days) {
            throw PlainError(
                "\(report.rawValue) shows KPIs, which are measured over 7, 30 or 90 days: ask for one of these windows."
            )
        }
        return try await read { database in
            var scope = scope
            let measured = try report.windows == nil ? nil : database.measuredDay(for: scope)
            if let measured {
                scope.now = measured.zone.start(of: measured.day)
                scope.zone = measured.zone
            }
            let sql = ReportSQL(report: report, scope: scope, measuredDay: measured?.day)
            let statement = try database.makeStatement(sql: sql.text)
            statement.arguments = StatementArguments(sql.arguments)
            let names = statement.columnNames
            let rows = try Row.fetchAll(statement)
            var table = ReportTable(
                columns: names,
                rows: rows.map { row in names.indices.map { ReportSQL.text(of: row[$0] as DatabaseValue) } })
            table.day = measured?.day
            return table
        }
    }
}

extension Database {
    /// The day of whose KPIs a report speaks, and the zone they are of: the day asked for, or the one that a run measured
    /// last.
    fileprivate func measuredDay(for scope: ReportScope) throws -> (day: Day, zone: WorkspaceZone)? {
        let row = try Row.fetchOne(
            self,
            sql: """
                SELECT as_of, zone FROM kpi_snapshot WHERE is_complete AND as_of = coalesce(?1, \(KPISnapshot.shownDay))
                """,
            arguments: [scope.day?.text])
        guard let row, let day = Day(row["as_of"] as String) else {
            guard let day = scope.day else { return nil }
            throw PlainError(
                "The KPIs as of \(day.text) are not measured. Run `crosswalk sync measure --as-of \(day.text)` first, or "
                    + "name a day that is measured.")
        }
        return (day, WorkspaceZone(named: row["zone"]) ?? .utc)
    }
}

/// The question behind each report.
private struct ReportSQL {
    let report: CommunityReport
    let scope: ReportScope
    /// The day of the KPIs, where the report shows any.
    var measuredDay: Day?

    private var revenue: String { scope.revenueColumn.map { "a.\(quoted($0))" } ?? "NULL" }
    private var health: String { scope.healthColumn.map { "a.\(quoted($0))" } ?? "NULL" }

    static func text(of value: DatabaseValue) -> String {
        switch value.storage {
        case .null, .blob: ""
        case .int64(let integer): String(integer)
        case .double(let double): plainText(of: double)
        case .string(let string): string
        }
    }

    /// The named arguments that the text uses.
    var arguments: [String: (any DatabaseValueConvertible)?] {
        let all: [String: (any DatabaseValueConvertible)?] = [
            "since": scope.since.milliseconds, "before": scope.before.milliseconds, "now": scope.now.milliseconds,
            "tenant": scope.tenant, "limit": scope.limit, "days": scope.days, "measured": measuredDay?.text,
        ]
        return all.filter { text.contains(":\($0.key)") }
    }

    private var present: String { "\(everybody) AND NOT u.is_erased" }

    /// The erased members too: what they asked and voted for stays their account's.
    private var everybody: String {
        """
        SELECT u.key, u.tenant, u.id, u.username, l.account_id FROM community_user u
        LEFT JOIN community_link l ON l.member = u.key
        WHERE (:tenant IS NULL OR u.tenant = :tenant)
        """
    }

    /// Members with whether they were active in the window and in the one before.
    private var active: String {
        """
        WITH present AS (\(present)), seen AS (
            SELECT p.key, p.account_id, max(s.at >= :since) AS is_active, max(s.at < :since) AS was_active
            FROM present p JOIN \(MemberSigns.table) s ON s.member = p.key
            WHERE s.at >= :before AND s.at < :now GROUP BY p.key)
        """
    }

    private static let change = """
        CASE WHEN previous > 0 THEN round((active - previous) * 100.0 / previous, 1) WHEN active = 0 THEN 0 END
        """

    var text: String {
        switch report {
        case .activeMembers:
            """
            \(active), counted AS (
                SELECT account_id, sum(is_active) AS active, sum(was_active) AS previous FROM seen
                WHERE account_id IS NOT NULL GROUP BY account_id)
            SELECT a.id AS account_id, coalesce(a.name, a.id) AS account,
                (SELECT count(*) FROM present p WHERE p.account_id = a.id) AS members, c.active, c.previous,
                \(Self.change) AS change_percent, \(revenue) AS revenue
            FROM counted c JOIN account a ON a.id = c.account_id
            ORDER BY c.active DESC, c.previous DESC, a.id LIMIT :limit
            """
        case .revenueWithoutMembers:
            """
            WITH present AS (\(present))
            SELECT a.id AS account_id, coalesce(a.name, a.id) AS account, \(revenue) AS revenue, a.website
            FROM account a WHERE \(revenue) > 0
                AND a.id NOT IN (SELECT account_id FROM present WHERE account_id IS NOT NULL)
            ORDER BY \(revenue) DESC, a.id LIMIT :limit
            """
        case .topContributors:
            """
            WITH present AS (\(present)), posts AS (
                SELECT p.account_id, p.tenant || '/' || p.id AS member, p.username, count(*) AS posts,
                    sum(c.context = 'topic') AS topics, sum(c.context = 'reply') AS replies,
                    sum(coalesce(c.likes, 0)) AS likes,
                    sum(c.context = 'reply' AND coalesce(c.is_answered, 0)) AS answers
                FROM present p JOIN community_content c ON c.tenant = p.tenant AND c.author_id = p.id
                WHERE p.account_id IS NOT NULL AND c.created_at >= :since AND c.created_at < :now
                GROUP BY p.key),
            ranked AS (SELECT *, row_number() OVER (PARTITION BY account_id ORDER BY posts DESC, likes DESC, member) AS place
                FROM posts)
            SELECT r.account_id, coalesce(a.name, a.id) AS account, r.place, coalesce(r.username, r.member) AS member,
                r.posts, r.topics, r.replies, r.likes, r.answers
            FROM ranked r JOIN account a ON a.id = r.account_id WHERE r.place <= 5
            ORDER BY sum(r.posts) OVER (PARTITION BY r.account_id) DESC, r.account_id, r.place LIMIT :limit
            """
        case .ideas:
            """
            WITH everybody AS (\(everybody)), backing AS (
                SELECT c.key AS idea, p.account_id FROM community_content c
                JOIN everybody p ON p.tenant = c.tenant AND p.id = c.author_id
                WHERE c.context = 'topic' AND c.content_type = 'idea' AND p.account_id IS NOT NULL
                UNION SELECT c.key, p.account_id FROM community_content c
                JOIN community_activity v ON v.tenant = c.tenant AND v.content_id = c.id AND v.type = 'vote_given'
                JOIN everybody p ON p.tenant = v.tenant AND p.id = v.community_user_id
                WHERE c.context = 'topic' AND c.content_type = 'idea' AND p.account_id IS NOT NULL)
            SELECT c.tenant || '/' || c.id AS id, coalesce(c.title, c.id) AS idea, coalesce(c.votes, 0) AS votes,
                count(b.account_id) AS accounts, coalesce(sum(\(revenue)), 0) AS revenue,
                group_concat(coalesce(a.name, a.id), '; ') AS account_names
            FROM community_content c LEFT JOIN backing b ON b.idea = c.key LEFT JOIN account a ON a.id = b.account_id
            WHERE c.context = 'topic' AND c.content_type = 'idea' AND (:tenant IS NULL OR c.tenant = :tenant)
            GROUP BY c.key ORDER BY revenue DESC, votes DESC, c.tenant, c.id LIMIT :limit
            """
        case .openQuestions:
            """
            WITH everybody AS (\(everybody))
            SELECT coalesce(a.name, a.id, '(no account)') AS account, p.account_id, c.tenant || '/' || c.id AS question,
                c.title, (:now - c.created_at) / 86400000 AS age_days, coalesce(c.replies, 0) AS replies,
                \(revenue) AS revenue
            FROM community_content c LEFT JOIN everybody p ON p.tenant = c.tenant AND p.id = c.author_id
            LEFT JOIN account a ON a.id = p.account_id
            WHERE c.context = 'topic' AND c.content_type = 'question' AND NOT coalesce(c.is_answered, 0)
                AND c.closed_at IS NULL AND c.created_at < :now AND (:tenant IS NULL OR c.tenant = :tenant)
            ORDER BY age_days DESC, c.tenant, c.id LIMIT :limit
            """
        case .matchRate:
            """
            WITH runs AS (SELECT run, max(at) AS at, sum(members) AS total,
                    sum(iif(rule IN ('ambiguous', 'excluded', 'unmatched'), 0, members)) AS linked FROM community_coverage
                WHERE (:tenant IS NULL OR tenant = :tenant) GROUP BY run ORDER BY run DESC LIMIT :limit)
            SELECT r.run, strftime('%Y-%m-%d %H:%M', r.at / 1000, 'unixepoch') AS day, c.rule, sum(c.members) AS members,
                round(sum(c.members) * 100.0 / r.total, 2) AS percent, round(r.linked * 100.0 / r.total, 2) AS match_rate
            FROM runs r JOIN community_coverage c ON c.run = r.run
            WHERE (:tenant IS NULL OR c.tenant = :tenant) GROUP BY r.run, c.rule ORDER BY r.run, members DESC, c.rule
            """
        case .usageAndCommunity:
            """
            \(active), counted AS (
                SELECT account_id, sum(is_active) AS active FROM seen WHERE account_id IS NOT NULL GROUP BY account_id)
            SELECT a.id AS account_id, coalesce(a.name, a.id) AS account, coalesce(c.active, 0) AS community_active,
                k.au_\(scope.days)d AS product_active, k.nps_score_\(scope.days)d AS nps,
                k.nps_responses_\(scope.days)d AS nps_responses, \(health) AS health, \(revenue) AS revenue,
                :days AS days, :measured AS as_of
            FROM account a LEFT JOIN counted c ON c.account_id = a.id
            LEFT JOIN kpi k ON k.account_id = a.id AND k.as_of = :measured
            WHERE c.active > 0 OR product_active > 0 OR nps_responses > 0
            ORDER BY community_active DESC, product_active DESC, a.id LIMIT :limit
            """
        case .activeCustomers:
            """
            \(active), bands AS (
                SELECT a.id, CASE WHEN coalesce(\(revenue), 0) <= 0 THEN '0 none' WHEN \(revenue) < 10000 THEN '1 below 10,000'
                    WHEN \(revenue) < 50000 THEN '2 10,000 to 50,000' WHEN \(revenue) < 100000 THEN '3 50,000 to 100,000'
                    WHEN \(revenue) < 500000 THEN '4 100,000 to 500,000' ELSE '5 500,000 and more' END AS band,
                    a.id IN (SELECT account_id FROM seen WHERE is_active AND account_id IS NOT NULL) AS is_active,
                    a.id IN (SELECT account_id FROM present WHERE account_id IS NOT NULL) AS has_members,
                    coalesce(\(revenue), 0) AS revenue FROM account a)
            SELECT substr(band, 3) AS band, count(*) AS customers, sum(has_members) AS with_members, sum(is_active) AS active,
                round(sum(is_active) * 100.0 / count(*), 1) AS percent_active, sum(revenue) AS revenue
            FROM bands b GROUP BY b.band ORDER BY b.band
            """
        case .executive:
            """
            \(active), judged AS (
                SELECT a.id, coalesce(\(revenue), 0) AS revenue, \(health) AS health,
                    (SELECT count(*) FROM present p WHERE p.account_id = a.id) AS members,
                    (SELECT count(*) FROM seen s WHERE s.account_id = a.id AND s.is_active) AS active
                FROM account a),
            grouped AS (
                SELECT *, CASE WHEN active > 0 THEN '1 active in the community' WHEN members > 0 THEN '2 members, none active'
                    ELSE '3 no members' END AS band FROM judged)
            SELECT coalesce(substr(band, 3), '') AS "group", count(*) AS accounts, sum(members) AS members,
                sum(active) AS active_members, sum(revenue) AS revenue,
                round(sum(revenue) * 100.0 / nullif((SELECT sum(revenue) FROM judged), 0), 1) AS percent_of_revenue,
                round(avg(health), 1) AS health
            FROM grouped GROUP BY band
            UNION ALL SELECT 'all', count(*), sum(members), sum(active), sum(revenue),
                iif(sum(revenue) > 0, 100.0, NULL), round(avg(health), 1) FROM judged
            """
        }
    }
}
