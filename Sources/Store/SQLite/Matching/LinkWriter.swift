import Domain
import GRDB

/// Writes links and what became of their records, within one transaction.
struct LinkWriter: ~Copyable {
    private(set) var counts = MatchCounts()
    private let find: RawStatement
    private let store: RawStatement
    private let journal: RawStatement
    private let authors: [Int64: String]
    private let plan: MatchPlan
    private let hasLinks: Bool
    private let defaultSince: Int64

    init(_ database: Database, plan: MatchPlan, run: RunNumber, now: Instant) throws {
        let entity = plan.entity.rawValue
        let hasLinks = try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM link WHERE entity = ?)", arguments: [entity])
        let authors = try Row.fetchAll(
            database, sql: "SELECT record, decided_by FROM link_override WHERE entity = ? AND verdict <> 'withdrawn'",
            arguments: [entity])
        let revision = try database.nextRevision()
        let find = try RawStatement(
            database, "SELECT salesforce_id, decision, since, previous_id FROM link WHERE entity = ?1 AND record = ?2")
        let store = try RawStatement(
            database,
            """
            INSERT INTO link (
                entity, record, salesforce_id, decision, rule, rule_order, our_value, their_value, candidate_count,
                candidates, trail, decided_by, since, previous_id, decided_in, digest, revision)
            VALUES ('\(entity)', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
            ON CONFLICT DO UPDATE SET
                salesforce_id = ?2, decision = ?3, rule = ?4, rule_order = ?5, our_value = ?6, their_value = ?7,
                candidate_count = ?8, candidates = ?9, trail = ?10, decided_by = ?11, since = ?12, previous_id = ?13,
                decided_in = ?14, digest = ?15, revision = ?16
            """)
        let journal = try RawStatement(
            database,
            """
            INSERT INTO outcome (run, stage, entity, record, code, before, after, reason)
            VALUES (\(run.value), 'match', '\(entity)', ?1, ?2, ?3, ?4, ?5)
            """)
        find.bind(1, string: entity)
        store.bind(14, integer: run.value)
        store.bind(16, integer: revision)
        self.find = find
        self.store = store
        self.journal = journal
        self.authors = authors.reduce(into: [:]) { $0[$1["record"]] = $1["decided_by"] as String }
        self.hasLinks = hasLinks ?? false
        self.plan = plan
        defaultSince = now.milliseconds
    }

    /// What is stored about a record before it is written.
    private struct Stored {
        var salesforceID: String?
        var decision: MatchVerdict?
        var since: Int64
        var previousID: String?
    }

    mutating func write(_ links: DecidedLinks) throws {
        try links.ids.bytes.withUnsafeBufferPointer { ids in
            try links.targets.bytes.withUnsafeBufferPointer { targets in
                try links.ourValues.bytes.withUnsafeBufferPointer { ourValues in
                    try links.theirValues.bytes.withUnsafeBufferPointer { theirValues in
                        try links.candidates.bytes.withUnsafeBufferPointer { candidates in
                            for row in 0..<links.count {
                                store.bind(6, text: links.ourValues.cell(row, of: ourValues))
                                store.bind(7, text: links.theirValues.cell(row, of: theirValues))
                                store.bind(9, text: links.candidates.cell(row, of: candidates))
                                let target = links.targets.cell(row, of: targets)
                                try write(links, row, id: links.ids.cell(row, of: ids), target: target)
                            }
                        }
                    }
                }
            }
        }
    }

    private mutating func write(
        _ links: DecidedLinks, _ row: Int, id: UnsafeBufferPointer<UInt8>, target: UnsafeBufferPointer<UInt8>
    ) throws {
        let stored = try stored(links.rows[row])
        let isSameTarget = stored.map { ($0.salesforceID ?? "").utf8.elementsEqual(target) } ?? false
        let rule = links.rules[row]
        store.bind(1, integer: links.rows[row])
        store.bind(2, text: target)
        store.bind(3, string: links.verdicts[row].name)
        store.bind(4, string: plan.ruleName(rule))
        store.bind(5, integer: rule >= 0 ? Int64(rule) + 1 : nil)
        store.bind(8, integer: Int64(links.counts[row]))
        store.bind(10, integer: Int64(bitPattern: links.trails[row].bits))
        store.bind(11, string: rule == MatchDecisions.byHand ? authors[links.rows[row]] ?? "person" : "rule")
        store.bind(12, integer: isSameTarget ? stored?.since : defaultSince)
        store.bind(13, string: isSameTarget ? stored?.previousID : stored?.salesforceID)
        store.bind(15, integer: links.digests[row])
        try store.execute()
        if isSameTarget, !target.isEmpty {
            counts.updated += 1
        } else if let code = code(links, row, stored, isLinked: !target.isEmpty) {
            journal.bind(1, text: id)
            journal.bind(2, string: code.rawValue)
            journal.bind(3, string: stored?.salesforceID)
            journal.bind(4, text: target)
            journal.bind(5, string: reason(links, row))
            try journal.execute()
        }
    }

    private func stored(_ record: Int64) throws -> Stored? {
        guard hasLinks else { return nil }
        find.bind(2, integer: record)
        defer { find.reset() }
        guard try find.step() else { return nil }
        return Stored(
            salesforceID: find.string(0), decision: find.string(1).flatMap { MatchVerdict(name: $0) },
            since: find.integer(2), previousID: find.string(3))
    }

    /// What the journal says and the counts count; nothing where the decision is the one that stood before.
    private mutating func code(
        _ links: DecidedLinks, _ row: Int, _ stored: Stored?, isLinked: Bool
    ) -> OutcomeCode? {
        let wasLinked = stored?.salesforceID != nil
        if isLinked {
            if wasLinked { counts.relinked += 1 } else { counts.linked += 1 }
            return wasLinked ? .relinked : .linked
        }
        if wasLinked {
            counts.unlinked += 1
            return .unlinked
        }
        guard stored?.decision != links.verdicts[row] else {
            counts.updated += 1
            return nil
        }
        switch links.verdicts[row] {
        case .ambiguous: counts.ambiguous += 1
        case .excluded: counts.excluded += 1
        default: counts.unmatched += 1
        }
        return links.codes[row]
    }

    private func reason(_ links: DecidedLinks, _ row: Int) -> String? {
        guard let name = plan.ruleName(links.rules[row]) else { return nil }
        return links.counts[row] > 1 ? "\(links.counts[row]) candidates by \(name)" : "by \(name)"
    }
}

extension TextColumn {
    /// The bytes of one row within `bytes`, which the caller keeps pinned.
    func cell(_ row: Int, of bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: bytes[range(row)])
    }
}
