package import Domain
import GRDB

/// How far links have been decided, and what has changed since.
extension HubStore: MatchStore {
    package func matchState(of entity: Entity) async throws -> MatchState? {
        try await read { try $0.matchState(of: entity) }
    }

    package func matchChanges(of plan: MatchPlan, since state: MatchState?) async throws -> MatchChanges {
        try await read { database in
            var changes = MatchChanges()
            changes.revision = try database.lastRevision()
            var tables: [MatchSide: (name: String, number: String)] = [.ours: (plan.entity.rawValue, "key")]
            let mirror = MirrorTable(object: plan.object)
            if try mirror.exists(in: database) { tables[.theirs] = (mirror.name, "rowid") }
            if plan.readsRecentUsers { tables[.users] = ("user", "key") }
            for (side, table) in tables {
                changes.sizes[side] = try database.preparedValue(
                    "SELECT max(\(table.number)) FROM \(quoted(table.name))")
            }
            guard let state else { return changes }
            let since = state.revision
            for (side, table) in tables {
                // The plus keeps the order from being taken as a reason to walk the whole table.
                let rows: [Int64] = try database.preparedValues(
                    "SELECT \(table.number) FROM \(quoted(table.name)) WHERE revision > ? ORDER BY +\(table.number)",
                    [since])
                switch side {
                case .ours: changes.ours = rows
                case .theirs: changes.theirs = rows
                case .users: changes.users = rows
                }
            }
            try database.collectOverridden(plan.entity, since: since, &changes)
            return changes
        }
    }

    package func overrides(of plan: MatchPlan) async throws -> LinkOverrides {
        try await read { database in
            let mirror = MirrorTable(object: plan.object)
            let isGone =
                try mirror.exists(in: database)
                ? "(SELECT is_deleted FROM \(quoted(mirror.name)) m WHERE m.id = o.salesforce_id)" : "0"
            let rows = try database.preparedRows(
                """
                SELECT record, salesforce_id, verdict, coalesce(\(isGone), 0) AS is_gone FROM link_override o
                WHERE entity = ? AND verdict <> 'withdrawn'
                """, [plan.entity.rawValue])
            var overrides = LinkOverrides()
            for row in rows {
                let record: Int64 = row["record"]
                let target: String = row["salesforce_id"]
                if row["verdict"] == LinkVerdict.link.rawValue {
                    overrides[record].link = target
                    overrides[record].isStale = row["is_gone"]
                } else if target.isEmpty {
                    overrides[record].neverAtAll = true
                } else {
                    overrides[record].never.insert(target)
                }
            }
            return overrides
        }
    }

    package func linkDigests(of entity: Entity, rows: [Int64]?) async throws -> LinkDigests {
        try await read { database in
            var known = LinkDigests()
            let sql = "SELECT record, digest FROM link WHERE entity = '\(entity.rawValue)'"
            guard let rows else {
                let all = try RawStatement(database, sql + " ORDER BY record")
                while try all.step() { known.append(all) }
                return known
            }
            let one = try RawStatement(database, sql + " AND record = ?1")
            for row in rows {
                one.bind(1, integer: row)
                while try one.step() { known.append(one) }
            }
            return known
        }
    }
}

extension LinkDigests {
    fileprivate mutating func append(_ row: borrowing RawStatement) {
        rows.append(row.integer(0))
        digests.append(row.integer(1))
    }
}

extension Database {
    func matchState(of entity: Entity) throws -> MatchState? {
        let row = try preparedRow(
            "SELECT fingerprint, rules, revision FROM match_state WHERE entity = ?", [entity.rawValue])
        guard let row else { return nil }
        let rules: String = row["rules"]
        return MatchState(
            entity: entity, fingerprint: row["fingerprint"], rules: rules.split(separator: ",").map(String.init),
            revision: row["revision"])
    }

    fileprivate func collectOverridden(_ entity: Entity, since: Int64, _ changes: inout MatchChanges) throws {
        changes.overridden = try preparedValues(
            """
            SELECT DISTINCT record FROM link_override WHERE entity = ? AND (revision > ? OR verdict = 'link')
            ORDER BY record
            """, [entity.rawValue, since])
        changes.hasNewOverrides =
            try preparedValue(
                "SELECT EXISTS (SELECT 1 FROM link_override WHERE entity = ? AND revision > ?)",
                [entity.rawValue, since]) ?? false
    }
}
