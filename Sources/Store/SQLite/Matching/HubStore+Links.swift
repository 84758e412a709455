package import Domain
import GRDB

extension HubStore: LinkStore {
    package func link(of entity: Entity, id: String) async throws -> StoredLink? {
        try await read { database in
            try database.links(
                of: entity,
                "SELECT r.id, \(StoredLink.columns) FROM \(entity.rawValue) r "
                    + "JOIN link l ON l.entity = '\(entity.rawValue)' AND l.record = r.key WHERE r.id = ?", [id]
            ).first
        }
    }

    package func reviewQueue(
        of entity: Entity, _ verdict: MatchVerdict, after row: Int64?, limit: Int
    ) async throws -> [StoredLink] {
        try await read { database in
            // The index serves who asks for what it holds, word for word; a cross join keeps its order.
            try database.links(
                of: entity,
                """
                SELECT r.id, \(StoredLink.columns) FROM link l INDEXED BY link_review CROSS JOIN \(entity.rawValue) r ON r.key = l.record
                WHERE l.entity = '\(entity.rawValue)' AND l.decision IN ('ambiguous', 'ambiguous_pick')
                    AND l.decision = '\(verdict.name)' AND l.record > ?
                ORDER BY l.record LIMIT ?
                """, [row ?? 0, limit])
        }
    }

    package func recordNumber(of entity: Entity, id: String) async throws -> Int64 {
        try await read { try $0.key(of: entity, id: id) }
    }

    package func coverage(of entity: Entity) async throws -> LinkCoverage {
        try await read { database in
            var coverage = LinkCoverage(entity: entity)
            coverage.records = try Int.fetchOne(database, sql: "SELECT count(*) FROM \(entity.rawValue)") ?? 0
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT decision, rule, count(*) AS n FROM link WHERE entity = ? GROUP BY decision, rule",
                arguments: [entity.rawValue])
            for row in rows {
                guard let verdict = MatchVerdict(name: row["decision"]) else { continue }
                coverage.add(verdict, rule: row["rule"], count: row["n"])
            }
            return coverage
        }
    }
}

extension Database {
    fileprivate func links(of entity: Entity, _ sql: String, _ arguments: StatementArguments) throws -> [StoredLink] {
        let rules = try matchState(of: entity)?.rules ?? []
        return try preparedRows(sql, arguments).map { StoredLink($0, entity: entity, rules: rules) }
    }
}

extension StoredLink {
    fileprivate static let columns = """
        l.record, l.salesforce_id, l.decision, l.rule, l.our_value, l.their_value, l.candidate_count, l.candidates,
        l.trail, l.decided_by, l.since, l.previous_id, l.decided_in
        """

    fileprivate init(_ row: Row, entity: Entity, rules: [String]) {
        let trail = MatchTrail(bits: UInt64(bitPattern: row["trail"]))
        let ourValue: String? = row["our_value"]
        let salesforceID: String? = row["salesforce_id"]
        let named: String? = row["candidates"] ?? salesforceID
        self.init(
            entity: entity, id: row["id"], row: row["record"], salesforceID: salesforceID,
            verdict: MatchVerdict(name: row["decision"]) ?? .unmatched, rule: row["rule"], ourValue: ourValue,
            theirValue: row["their_value"] ?? (salesforceID == nil ? nil : ourValue),
            candidateCount: row["candidate_count"],
            candidates: (named ?? "").split(separator: ";").filter { $0 != "…" }.map(String.init),
            tried: rules.enumerated().map { TriedRule(rule: $1, outcome: trail[$0]) }.filter {
                $0.outcome != .notTried
            },
            decidedBy: row["decided_by"], since: Instant(milliseconds: row["since"]), previousID: row["previous_id"],
            decidedIn: RunNumber(row["decided_in"]))
    }
}
