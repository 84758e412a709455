import Domain
import GRDB

/// Writes members' links that differ from the stored ones, with outcome and history.
struct MemberLinkWriter: ~Copyable {
    private let known: RawStatement
    private let add: RawStatement
    private let renew: RawStatement
    private let move: RawStatement
    private let keep: RawStatement
    private let settle: RawStatement
    private let journal: RawStatement
    private let rules: String
    private let run: RunNumber
    private let now: Instant
    private let revision: Int64
    /// Links of later members are not stored yet.
    private let lastKnown: Int64
    private let hasPending: Bool
    private let countsCoverage: Bool
    private(set) var counts = AssociationCounts()
    /// How many members more, or fewer, are counted in each way, where that is asked for.
    private(set) var coverage: [CoverageTally.Way: Int] = [:]

    init(_ database: Database, rules: [CommunitySettings.Rule], run: RunNumber, now: Instant) throws {
        try database.setIndexesAside(of: "community_link")
        let revision = try database.nextRevision()
        let lastKnown = try Int64.fetchOne(database, sql: "SELECT max(member) FROM community_link") ?? .min
        let hasPending = try Row.fetchOne(database, sql: "SELECT 1 FROM association_pending LIMIT 1") != nil
        let countsCoverage = try hasPending && CoverageTally(database: database).isNoting()
        let known = try RawStatement(
            database,
            """
            SELECT account_id, decision, rule, our_value, their_value, source, candidate_count, candidates, trail, since,
                rules, previous_account
            FROM community_link WHERE member = ?1
            """)
        let add = try RawStatement(
            database,
            """
            INSERT INTO community_link (member, account_id, decision, rule, our_value, their_value, source,
                candidate_count, candidates, trail, rules, since, previous_account, decided_in, revision)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
            """)
        let renewal = """
            UPDATE community_link SET decision = ?3, rule = ?4, our_value = ?5, their_value = ?6, source = ?7,
                candidate_count = ?8, candidates = ?9, trail = ?10, rules = ?11, since = ?12, previous_account = ?13,
                decided_in = ?14, revision = ?15
            """
        // Where the account stays, the index of accounts is left alone.
        let renew = try RawStatement(database, renewal + " WHERE member = ?1 AND account_id IS ?2")
        let move = try RawStatement(database, renewal + ", account_id = ?2 WHERE member = ?1")
        let keep = try RawStatement(
            database,
            """
            INSERT OR REPLACE INTO community_link_history (member, since, until, account_id, rule, run)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """)
        let settle = try RawStatement(database, "DELETE FROM association_pending WHERE member = ?1")
        let journal = try RawStatement(
            database,
            """
            INSERT INTO outcome (run, stage, entity, record, code, field, before, after, reason)
            VALUES (?1, 'associate', 'community_user', ?6, ?2, 'account', ?3, ?4, ?5)
            """)
        self.known = known
        self.add = add
        self.renew = renew
        self.move = move
        self.keep = keep
        self.settle = settle
        self.journal = journal
        self.rules = rules.map(\.rawValue).joined(separator: ",")
        self.run = run
        self.now = now
        self.revision = revision
        self.lastKnown = lastKnown
        self.hasPending = hasPending
        self.countsCoverage = countsCoverage
    }

    mutating func write(_ link: MemberLink) throws {
        if hasPending {
            settle.bind(1, integer: link.row)
            try settle.execute()
        }
        known.bind(1, integer: link.row)
        let isKnown = try link.row <= lastKnown && known.step()
        defer { known.reset() }
        guard !isKnown || !isStored(link) else {
            counts.unchanged += 1
            return
        }
        let before = isKnown ? known.string(0) : nil
        if countsCoverage { countCoverage(link, before: before, isKnown: isKnown) }
        let moved = before != link.account
        if let before, moved {
            keep.bind(1, integer: link.row)
            keep.bind(2, integer: known.integer(9))
            keep.bind(3, integer: now.milliseconds)
            keep.bind(4, string: before)
            keep.bind(5, string: known.string(2))
            keep.bind(6, integer: run.value)
            try keep.execute()
        }
        let code = code(of: link, before: before, isKnown: isKnown)
        let since = isKnown && !moved ? known.integer(9) : now.milliseconds
        let previous = isKnown ? moved ? before : known.string(11) : nil
        if !isKnown {
            try put(link, since: since, previous: previous, by: add)
        } else if moved {
            try put(link, since: since, previous: previous, by: move)
        } else {
            try put(link, since: since, previous: previous, by: renew)
        }
        journal.bind(1, integer: run.value)
        journal.bind(2, string: code.rawValue)
        journal.bind(3, string: before)
        journal.bind(4, string: link.account)
        journal.bind(5, string: reason(of: link))
        journal.bind(6, string: link.name)
        try journal.execute()
    }

    private func isStored(_ link: MemberLink) -> Bool {
        known.string(0) == link.account && known.string(1) == link.verdict.name && known.string(2) == link.rule
            && known.string(3) == link.ourValue && known.string(4) == link.theirValue && known.string(5) == link.source
            && known.integer(6) == link.candidateCount && known.string(7) == link.candidates
            && known.integer(8) == Int64(bitPattern: link.trail.bits) && known.string(10) == rules
    }

    private mutating func countCoverage(_ link: MemberLink, before: String?, isKnown: Bool) {
        let tenant = MemberKey(link.name).tenant
        if isKnown {
            let way = CoverageTally.Way(
                tenant: tenant, account: before, rule: known.string(2), decision: known.string(1))
            coverage[way, default: 0] -= 1
        }
        let way = CoverageTally.Way(
            tenant: tenant, account: link.account, rule: link.rule, decision: link.verdict.name)
        coverage[way, default: 0] += 1
    }

    private mutating func code(of link: MemberLink, before: String?, isKnown: Bool) -> OutcomeCode {
        switch (before, link.account) {
        case (nil, nil):
            counts.updated += isKnown ? 1 : 0
            return link.code
        case (nil, _?):
            counts.linked += 1
            return .linked
        case (_?, nil):
            counts.unlinked += 1
            return .unlinked
        case (let before?, let after?) where before != after:
            counts.relinked += 1
            return .relinked
        default:
            counts.updated += 1
            return .updated
        }
    }

    private func reason(of link: MemberLink) -> String? {
        guard let rule = link.rule else { return nil }
        return link.verdict == .ambiguous ? "\(rule): \(link.candidateCount) accounts" : rule
    }

    private func put(_ link: MemberLink, since: Int64, previous: String?, by put: borrowing RawStatement) throws {
        put.bind(1, integer: link.row)
        put.bind(2, string: link.account)
        put.bind(3, string: link.verdict.name)
        put.bind(4, string: link.rule)
        put.bind(5, string: link.ourValue)
        put.bind(6, string: link.theirValue)
        put.bind(7, string: link.source)
        put.bind(8, integer: Int64(link.candidateCount))
        put.bind(9, string: link.candidates)
        put.bind(10, integer: Int64(bitPattern: link.trail.bits))
        put.bind(11, string: rules)
        put.bind(12, integer: since)
        put.bind(13, string: previous)
        put.bind(14, integer: run.value)
        put.bind(15, integer: revision)
        try put.execute()
    }
}
