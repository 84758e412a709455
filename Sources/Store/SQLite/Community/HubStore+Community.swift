package import Domain
import GRDB

extension HubStore: CommunityStore {
    package func load(_ batches: [TextBatch], as plan: CommunityImportPlan) async throws -> ImportCounts {
        try await write { try $0.load(batches, as: plan, late: nil).counts }
    }

    package func load(
        _ batches: [TextBatch], as plan: CommunityImportPlan, late: LateRows
    ) async throws -> (counts: ImportCounts, late: LateRows) {
        try await write { try $0.load(batches, as: plan, late: late) }
    }

    package func membersLackingDetails(of tenant: String, limit: Int) async throws -> [String] {
        try await read { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT id FROM community_user WHERE tenant = ? AND lacks_details = 1 AND NOT is_erased
                    ORDER BY key LIMIT ?
                    """,
                arguments: [tenant, limit])
        }
    }

    package func load(details: TextBatch, of ids: [String], tenant: String) async throws -> ImportCounts {
        let plan = try CommunityImportPlan.whole(.users)
        return try await write { database in
            let counts = try database.load([details], as: plan, late: nil).counts
            let settle = try RawStatement(
                database, "UPDATE community_user SET lacks_details = 0 WHERE tenant = ?1 AND id = ?2")
            settle.bind(1, string: tenant)
            for id in ids {
                settle.bind(2, string: id)
                try settle.execute()
            }
            return counts
        }
    }

    package func forgetDetails(of tenant: String) async throws {
        try await write { database in
            try database.execute(
                sql: "UPDATE community_user SET lacks_details = 1 WHERE tenant = ? AND NOT is_erased",
                arguments: [tenant])
        }
    }

    package func withdraw(topics ids: [String], tenant: String) async throws -> Int {
        guard !ids.isEmpty else { return 0 }
        return try await write { database in
            var count = 0
            for id in ids { count += try database.withdraw(topic: id, tenant: tenant) }
            return count
        }
    }

    package func hasMembers() async throws -> Bool {
        try await read { try Row.fetchOne($0, sql: "SELECT 1 FROM community_user LIMIT 1") != nil }
    }

    package func beginWholeList(tenant: String) async throws {
        try await write { database in
            try database.execute(
                sql:
                    "CREATE TEMP TABLE IF NOT EXISTS community_seen (tenant TEXT, id TEXT, PRIMARY KEY (tenant, id)) WITHOUT ROWID"
            )
            try database.execute(sql: "DELETE FROM temp.community_seen WHERE tenant = ?", arguments: [tenant])
        }
    }

    package func noteSeen(_ batch: TextBatch, tenant: String) async throws {
        try await write { database in
            let insert = try RawStatement(database, "INSERT OR IGNORE INTO temp.community_seen VALUES (?1, ?2)")
            for row in 0..<batch.rowCount {
                insert.bind(1, string: tenant)
                insert.bind(2, string: batch.string(row: row, column: 1))
                try insert.execute()
            }
        }
    }

    package func membersMissing(fromListOf tenant: String) async throws -> [String] {
        // The list stands in a temporary table of the writer's connection.
        try await write { database in
            try String.fetchAll(
                database,
                sql: """
                    SELECT id FROM community_user WHERE tenant = ?1 AND NOT is_erased
                    AND id NOT IN (SELECT id FROM temp.community_seen WHERE tenant = ?1) ORDER BY id
                    """,
                arguments: [tenant])
        }
    }

    package func erase(members ids: [String], tenant: String, run: RunNumber) async throws {
        guard !ids.isEmpty else { return }
        try await write { database in
            let revision = try database.nextRevision()
            for id in ids {
                guard
                    let key = try Int64.fetchOne(
                        database, sql: "SELECT key FROM community_user WHERE tenant = ? AND id = ?",
                        arguments: [tenant, id])
                else { continue }
                try database.erase(member: key, tenant: tenant, id: id, revision: revision)
                try database.execute(
                    sql: """
                        INSERT INTO outcome (run, stage, entity, record, code, reason)
                        VALUES (?, 'community', 'community_user', ?, 'deleted_upstream',
                            'The member is gone from the community; what they did stays, without a name.')
                        """,
                    arguments: [run.value, "\(tenant)/erased-\(key)"])
            }
        }
    }
}

extension Database {
    fileprivate func load(
        _ batches: [TextBatch], as plan: CommunityImportPlan, late: LateRows?
    ) throws -> (counts: ImportCounts, late: LateRows) {
        if plan.comesInBulk { try setIndexesAside(of: CommunityTable.name(plan.kind)) }
        var writer = try CommunityWriter(self, plan, revision: try lastRevision() + 1, late: late)
        for batch in batches { try writer.load(batch) }
        let counts = writer.counts
        if counts.new + counts.changed > 0 { _ = try nextRevision() }
        for tenant in writer.tenants {
            try execute(sql: "INSERT OR IGNORE INTO community_tenant (tenant) VALUES (?)", arguments: [tenant])
        }
        return (counts, writer.late ?? LateRows())
    }

    /// Likes stay: their ids do not tell whether a topic or a reply was liked.
    fileprivate func withdraw(topic id: String, tenant: String) throws -> Int {
        let replies = "SELECT id FROM community_content WHERE tenant = ?1 AND topic_id = ?2 AND context = 'reply'"
        try execute(
            sql: """
                DELETE FROM community_activity WHERE tenant = ?1 AND (
                    (content_id = ?2 AND type IN ('topic_created', 'vote_given'))
                    OR (content_id IN (\(replies)) AND type IN ('reply_created', 'answer_accepted')))
                """,
            arguments: [tenant, id])
        try execute(
            sql: "DELETE FROM community_content WHERE tenant = ?1 AND topic_id = ?2 AND context = 'reply'",
            arguments: [tenant, id])
        try execute(
            sql: "DELETE FROM community_content WHERE tenant = ?1 AND id = ?2 AND context = 'topic'",
            arguments: [tenant, id])
        return changesCount
    }

    /// Forgets who a member was. The row stays under another id, so that counts by account do not change.
    fileprivate func erase(member key: Int64, tenant: String, id: String, revision: Int64) throws {
        let anonymous = "erased-\(key)"
        try execute(
            sql: """
                UPDATE community_user SET id = ?, username = NULL, email = NULL, first_name = NULL, last_name = NULL,
                    rank = NULL, company_custom = NULL, roles = NULL, badges = NULL, groups = NULL, email_key = NULL,
                    host = NULL, domain = NULL, label = NULL, is_erased = 1, revision = ?
                WHERE key = ?
                """,
            arguments: [anonymous, revision, key])
        try execute(
            sql: "UPDATE community_content SET author_id = ? WHERE tenant = ? AND author_id = ?",
            arguments: [anonymous, tenant, id])
        try execute(
            sql: "UPDATE community_activity SET community_user_id = ? WHERE tenant = ? AND community_user_id = ?",
            arguments: [anonymous, tenant, id])
        try execute(
            sql: "UPDATE community_link SET our_value = NULL, their_value = NULL WHERE member = ?", arguments: [key])
        try execute(sql: "DELETE FROM community_override WHERE member = ?", arguments: [key])
        // Nobody can say any more what became of a change of their role that was under way.
        try execute(
            sql: "DELETE FROM community_role_change WHERE member = ? AND is_certain = 0", arguments: [key])
    }
}
