import Domain
import GRDB

/// Keeps how many members each way brought to an account, run by run (`community_coverage`).
///
/// All members are counted only when all were looked at. Otherwise the last count is carried on: less what the members
/// looked at and those erased since were counted as, more what they are now.
struct CoverageTally {
    let database: Database

    private static let bookmark = "community.coverage"
    private static let rule =
        "CASE WHEN l.account_id IS NOT NULL THEN l.rule ELSE coalesce(l.decision, 'unmatched') END"

    /// Remembers as what the members of `temp.reach_member` are counted, before their links are written anew.
    func remember(revision: Int64) throws {
        try database.execute(
            sql:
                "CREATE TEMP TABLE IF NOT EXISTS coverage_before (revision INTEGER, tenant TEXT, rule TEXT, members INTEGER)"
        )
        try database.execute(sql: "DELETE FROM temp.coverage_before")
        try database.execute(
            sql: """
                INSERT INTO temp.coverage_before
                SELECT ?1, r.tenant, \(Self.rule), count(*) FROM temp.reach_member r
                CROSS JOIN community_link l ON l.member = r.member GROUP BY 2, 3
                UNION ALL SELECT ?1, '', '', 0
                """,
            arguments: [revision])
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
        let isRemembered = try Row.fetchOne(
            database,
            sql: "SELECT 1 FROM temp.sqlite_master WHERE name = 'coverage_before'")
        guard isRemembered != nil else { return false }
        return try Int64.fetchOne(database, sql: "SELECT revision FROM temp.coverage_before LIMIT 1") == reach.revision
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
            parts += [
                "SELECT tenant, rule, -members FROM temp.coverage_before",
                """
                SELECT r.tenant, \(Self.rule), count(*) FROM temp.reach_member r
                LEFT JOIN community_link l ON l.member = r.member GROUP BY 1, 2
                """,
            ]
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
