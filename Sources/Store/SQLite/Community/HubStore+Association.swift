package import Domain
import GRDB

extension HubStore: AssociationStore {
    package func gatherIdentity(_ settings: IdentitySettings) async throws -> AssociationReach {
        try await write { database in
            try database.forgetOtherContacts(settings)
            let state = try Row.fetchOne(database, sql: "SELECT fingerprint, revision FROM association_state")
            let isWhole = state?["fingerprint"] != settings.fingerprint
            try database.keepPages(isWhole ? .large : .small)
            let revision = try database.lastRevision()
            try IdentityGathering(database: database, since: state?["revision"], settings: settings).run()
            try database.execute(
                sql: """
                    INSERT INTO association_state (only, fingerprint, revision) VALUES (1, '', ?1)
                    ON CONFLICT DO UPDATE SET revision = ?1
                    """,
                arguments: [revision])
            var reach = AssociationReach(fingerprint: settings.fingerprint, revision: revision, members: nil)
            if !isWhole {
                reach.members = try Int64.fetchAll(
                    database, sql: "SELECT member FROM association_pending ORDER BY member")
            }
            return reach
        }
    }

    package func associationScene(
        _ reach: AssociationReach, rules: [CommunitySettings.Rule]
    ) async throws -> AssociationInput {
        // A part is chosen by temporary tables, which only the writer's connection may fill.
        if reach.members == nil {
            return try await read { try AssociationReading(database: $0, members: nil).input() }
        }
        return try await write { database in
            let input = try AssociationReading(database: database, members: reach.members).input()
            try CoverageTally(database: database).begin(revision: reach.revision)
            return input
        }
    }

    package func associationScene(
        ofMember row: Int64, _ settings: IdentitySettings
    ) async throws -> AssociationInput {
        if try await read({ try $0.hasToGatherIdentity() }) {
            _ = try await gatherIdentity(settings)
        }
        return try await read { try AssociationReading(database: $0, member: row).input() }
    }

    package func write(
        _ links: [MemberLink], rules: [CommunitySettings.Rule], in run: RunNumber, at now: Instant
    ) async throws -> AssociationCounts {
        try await write { database in
            var writer = try MemberLinkWriter(database, rules: rules, run: run, now: now)
            for link in links { try writer.write(link) }
            try CoverageTally(database: database).note(writer.coverage)
            return writer.counts
        }
    }

    package func differences(from links: [MemberLink]) async throws -> [LinkDifference] {
        try await read { database in
            let known = try RawStatement(
                database,
                """
                SELECT l.account_id, u.tenant, u.id, u.email FROM community_user u
                LEFT JOIN community_link l ON l.member = u.key WHERE u.key = ?1
                """)
            var differences: [LinkDifference] = []
            for link in links {
                known.bind(1, integer: link.row)
                defer { known.reset() }
                guard try known.step(), known.string(0) != link.account else { continue }
                differences.append(
                    LinkDifference(
                        member: MemberKey(tenant: known.string(1) ?? "", id: known.string(2) ?? ""),
                        email: known.string(3) ?? "", before: known.string(0), after: link.account, rule: link.rule))
            }
            return differences
        }
    }

    package func finishAssociation(_ reach: AssociationReach, in run: RunNumber, at now: Instant) async throws {
        try await restoreIndexes()
        try await write { database in
            try database.execute(sql: "UPDATE association_state SET fingerprint = ?", arguments: [reach.fingerprint])
            if reach.members == nil { try database.execute(sql: "DELETE FROM association_pending") }
            try CoverageTally(database: database).write(reach, in: run, at: now)
        }
    }

    package func decide(
        _ verdict: LinkVerdict, member: MemberKey, account: String?, by author: String, reason: String?, at now: Instant
    ) async throws {
        try await write { database in
            let row = try database.row(of: member)
            if let account, verdict != .withdrawn {
                guard try Row.fetchOne(database, sql: "SELECT 1 FROM account WHERE id = ?", arguments: [account]) != nil
                else {
                    throw PlainError("There is no account \(account). Check the id with `crosswalk export accounts`.")
                }
            }
            switch verdict {
            case .withdrawn:
                try database.execute(
                    sql: "DELETE FROM community_override WHERE member = ?1 AND (?2 IS NULL OR account_id = ?2)",
                    arguments: [row, account])
                return
            case .link:
                // One member, one account; an older ban of just this account is lifted by it.
                try database.execute(
                    sql: """
                        DELETE FROM community_override
                        WHERE member = ? AND (verdict = 'link' OR account_id = ? OR account_id = '')
                        """,
                    arguments: [row, account])
            case .never:
                try database.execute(
                    sql:
                        "DELETE FROM community_override WHERE member = ? AND verdict = 'link' AND (account_id = ?2 OR ?2 IS NULL)",
                    arguments: [row, account])
            }
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO community_override (member, account_id, verdict, decided_by, decided_at, reason)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                arguments: [row, account ?? "", verdict.rawValue, author, now.milliseconds, reason])
        }
    }
}

extension Database {
    /// Where persons now come from another object or field, or their account is now known, everything is gathered and
    /// associated anew.
    fileprivate func forgetOtherContacts(_ settings: IdentitySettings) throws {
        let name = "identity:contacts"
        let owner = try ownerColumn(of: settings.contacts).map { " \($0)" } ?? ""
        let wanted = "\(settings.contacts) \(settings.emailField)\(owner)"
        let known = try String.fetchOne(self, sql: "SELECT value FROM setting WHERE name = ?", arguments: [name])
        guard wanted != known else { return }
        if known != nil { try execute(sql: "DELETE FROM association_state") }
        try execute(sql: "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", arguments: [name, wanted])
    }

    /// The mirror's column that says to which account a contact belongs, once it is there of all of them.
    ///
    /// It is the only reference that a mirror ever holds, since no attribute can be mapped from one.
    func ownerColumn(of contacts: String) throws -> String? {
        try String.fetchOne(
            self,
            sql: """
                SELECT column_name FROM mirror_field WHERE object = ? AND type = 'reference' COLLATE NOCASE AND is_filled
                """,
            arguments: [contacts])
    }

    /// Whether records have changed since persons, names and domains were gathered from them.
    fileprivate func hasToGatherIdentity() throws -> Bool {
        try preparedValue(
            """
            SELECT s.revision < r.last OR EXISTS (SELECT 1 FROM identity_change) FROM association_state s, revision r
            """) ?? true
    }

    /// The number of a present member.
    func row(of member: MemberKey) throws -> Int64 {
        let row = try Int64.fetchOne(
            self, sql: "SELECT key FROM community_user WHERE tenant = ? AND id = ? AND NOT is_erased",
            arguments: [member.tenant, member.id])
        guard let row else {
            throw PlainError(
                "There is no community user \(member). Write tenant/id, as `crosswalk export community-users` lists them."
            )
        }
        return row
    }
}
