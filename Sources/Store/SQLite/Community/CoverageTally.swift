import Domain
import GRDB

/// Keeps how many members each way brought to an account, run by run (`community_coverage`).
///
/// All members are counted only when all were looked at. Otherwise the last count is carried on: with what the links
/// written since have changed in it (`temp.coverage_change`), and less those erased since.
struct CoverageTally {
    let database: Database

    /// As what a member is counted.
    struct Way: Hashable {
        let tenant: String
        let rule: String

        init(tenant: String, account: String?, rule: String?, decision: String?) {
            self.tenant = tenant
            self.rule = (account == nil ? decision : rule) ?? "unmatched"
        }
    }

    private static let bookmark = "community.coverage"
    /// The same of a row `l` of `community_link`, in SQL.
    static let rule =
        "CASE WHEN l.account_id IS NOT NULL THEN l.rule ELSE coalesce(l.decision, 'unmatched') END"

    /// From now on, changes are noted on top of the last count; the first row tells for which reach.
    func begin(revision: Int64) throws {
        try database.execute(
            sql: """
                CREATE TEMP TABLE IF NOT EXISTS coverage_change (
                    tenant TEXT, rule TEXT, members INTEGER, revision INTEGER)
                """)
        try database.execute(sql: "DELETE FROM temp.coverage_change")
        try database.execute(
            sql: "INSERT INTO temp.coverage_change VALUES ('', '', 0, ?)", arguments: [revision])
    }

    /// How many members more, or fewer, are counted so.
    func note(_ changes: [Way: Int]) throws {
        for (way, members) in changes {
            try database.execute(
                sql: "INSERT INTO temp.coverage_change VALUES (?, ?, ?, NULL)",
                arguments: [way.tenant, way.rule, members])
        }
    }

    /// Whether the changes of a part are being noted.
    func isNoting() throws -> Bool {
        try Row.fetchOne(database, sql: "SELECT 1 FROM temp.sqlite_master WHERE name = 'coverage_change'") != nil
    }

    func write(_ reach: AssociationReach, in run: RunNumber, at now: Instant) throws {
        if let last = try lastCount(before: run), try canCarryOn(reach, from: last.run, to: run) {
            try carryOn(last, reach, run, now)
        } else {
            try insert(
                "SELECT u.tenant, \(Self.rule) AS rule, count(*) AS members "
                    + "FROM community_user u LEFT JOIN community_link l ON l.member = u.key WHERE NOT u.is_erased GROUP BY 1, 2",
                run, now)
        }
        try database.setBookmark(
            Self.bookmark, to: "\(run):\(try database.lastRevision())", in: run, at: now)
    }

    /// The run that counted last, and up to which change.
    private func lastCount(before run: RunNumber) throws -> (run: Int64, revision: Int64)? {
        let parts = try database.bookmark(Self.bookmark)?.split(separator: ":").compactMap { Int64($0) } ?? []
        return parts.count == 2 && parts[0] < run.value ? (parts[0], parts[1]) : nil
    }

    /// Not where a run in between may have written links without counting, because it died or failed.
    private func canCarryOn(_ reach: AssociationReach, from last: Int64, to run: RunNumber) throws -> Bool {
        guard let members = reach.members else { return false }
        let hasGap = try Row.fetchOne(
            database,
            sql: "SELECT 1 FROM run WHERE number > ? AND number < ? AND instr(stages, 'associate') LIMIT 1",
            arguments: [last, run.value])
        guard hasGap == nil else { return false }
        guard !members.isEmpty else { return true }
        guard try isNoting() else { return false }
        return try Int64.fetchOne(
            database, sql: "SELECT revision FROM temp.coverage_change WHERE revision IS NOT NULL") == reach.revision
    }

    private func carryOn(
        _ last: (run: Int64, revision: Int64), _ reach: AssociationReach, _ run: RunNumber, _ now: Instant
    ) throws {
        var parts = [
            "SELECT tenant, rule, members FROM community_coverage WHERE run = \(last.run)",
            """
            SELECT u.tenant, \(Self.rule), -count(*) FROM community_user u INDEXED BY community_user_erased
            CROSS JOIN community_link l ON l.member = u.key WHERE u.revision > \(last.revision) AND u.is_erased GROUP BY 1, 2
            """,
        ]
        if reach.members?.isEmpty == false {
            parts.append("SELECT tenant, rule, members FROM temp.coverage_change")
        }
        try insert(
            "SELECT tenant, rule, sum(members) AS members FROM (\(parts.joined(separator: "\nUNION ALL "))) "
                + "GROUP BY 1, 2 HAVING sum(members) > 0", run, now)
    }

    private func insert(_ counts: String, _ run: RunNumber, _ now: Instant) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO community_coverage (run, tenant, rule, at, members)
                SELECT \(run.value), c.tenant, c.rule, \(now.milliseconds), c.members FROM (\(counts)) c
                """)
    }
}
