package import Domain
import GRDB

extension HubStore: LinkStore {
    /// A queue of up to so many records is sorted for each page of it.
    private static let shortQueue = 2000

    package func link(of entity: Entity, id: String) async throws -> StoredLink? {
        try await read { database in
            try database.links(of: entity, where: "r.id = :id", order: "", ["id": id]).first
        }
    }

    package func reviewQueue(
        of entity: Entity, _ verdict: MatchVerdict, after id: String?, limit: Int
    ) async throws -> [StoredLink] {
        try await read { database in
            let place: StatementArguments = ["after": id ?? "", "limit": limit]
            // The verdict stands in the text so that the queue's partial index serves.
            let queue = "l.decision = '\(verdict.name)'"
            let count = try Int.fetchOne(
                database,
                sql: """
                    SELECT count(*) FROM (SELECT 1 FROM link l WHERE l.entity = '\(entity.rawValue)' AND \(queue)
                        LIMIT \(Self.shortQueue + 1))
                    """)
            guard let count, count <= Self.shortQueue else {
                // Among so many, a walk by id soon meets enough of them.
                return try database.links(
                    of: entity, byID: true, where: "\(queue) AND r.id > :after", order: "ORDER BY r.id LIMIT :limit",
                    place)
            }
            // `+` keeps the index of ids away: all of the queue are looked at and sorted.
            return try database.links(
                of: entity, where: "\(queue) AND +r.id > :after", order: "ORDER BY +r.id LIMIT :limit", place)
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
    fileprivate func links(
        of entity: Entity, byID: Bool = false, where condition: String, order: String, _ arguments: StatementArguments
    ) throws -> [StoredLink] {
        let rules = try matchState(of: entity)?.rules ?? []
        // A cross join keeps its order: ours first, in the order of their ids.
        let ours = "\(entity.rawValue) r"
        let rows = try Row.fetchAll(
            self,
            sql: """
                SELECT r.id, l.* FROM \(byID ? ours + " CROSS JOIN link l" : "link l JOIN " + ours) ON r.key = l.record
                WHERE l.entity = '\(entity.rawValue)' AND \(condition) \(order)
                """,
            arguments: arguments)
        return rows.map { StoredLink($0, entity: entity, rules: rules) }
    }
}

extension StoredLink {
    fileprivate init(_ row: Row, entity: Entity, rules: [String]) {
        let trail = MatchTrail(bits: UInt64(bitPattern: row["trail"]))
        let ourValue: String? = row["our_value"]
        let salesforceID: String? = row["salesforce_id"]
        let named: String? = row["candidates"] ?? salesforceID
        self.init(
            entity: entity, id: row["id"], salesforceID: salesforceID,
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
