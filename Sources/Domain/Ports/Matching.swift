/// The records, links and overrides of the hub, as matching needs them: whole columns, never a call per record.
package protocol MatchStore: Sendable {
    /// The types of a mirror's fields by their names in lower case; empty while the object was never fetched.
    func mirroredFields(of object: String) async throws -> [String: SalesforceFieldType]
    /// How links were last decided; nothing before the first time.
    func matchState(of entity: Entity) async throws -> MatchState?
    /// What has changed since links were last decided.
    func matchChanges(of plan: MatchPlan, since state: MatchState?) async throws -> MatchChanges
    /// Some of our records (ascending); those that are gone are left out.
    func ourRecords(_ plan: MatchPlan, rows: [Int64]) async throws -> MatchRecords
    /// Our records after a number, up to so many.
    func ourRecords(_ plan: MatchPlan, after row: Int64, atMost count: Int) async throws -> MatchRecords
    /// Their records without the deleted ones.
    func theirRecords(_ plan: MatchPlan, rows: [Int64]?) async throws -> MatchRecords
    /// Users that were seen: of all accounts, or of some the newest of each, up to so many.
    func sightings(ofAccounts ids: TextColumn?, newest: Int) async throws -> UserSightings
    /// Some users (ascending), as far as they were seen.
    func sightings(ofUsers rows: [Int64]) async throws -> UserSightings
    func overrides(of plan: MatchPlan) async throws -> LinkOverrides
    /// The keys that were kept when links were last decided, of all records.
    func keyTable(of entity: Entity, _ side: MatchSide) async throws -> KeyTable
    /// The same of some records (ascending), without holding all; those that are not kept are left out.
    func keys(of entity: Entity, _ side: MatchSide, rows: [Int64]) async throws -> KeyTable
    /// The records that have any kept key among the wanted hashes of its column, ascending; none where none is wanted.
    func rows(of entity: Entity, _ side: MatchSide, with wanted: [HashFilter]) async throws -> [Int64]
    /// What tells one stored link from another, of all our records or of some.
    func linkDigests(of entity: Entity, rows: [Int64]?) async throws -> LinkDigests
    /// Writes links that differ, with their outcomes, in one transaction.
    func write(_ links: DecidedLinks, of plan: MatchPlan, in run: RunNumber, at now: Instant) async throws
        -> MatchCounts
    /// Notes in one transaction that links are decided up to a state, with the keys to compare with next time.
    func finishMatch(_ state: MatchState, of plan: MatchPlan, keys: [MatchSide: KeyTable], isWhole: Bool) async throws
    /// Takes away the links of records that are gone; returns how many there were.
    func removeOrphanedLinks(of entity: Entity) async throws -> Int
}

/// Whose keys a table holds.
package enum MatchSide: String, Sendable, Hashable, CaseIterable {
    case ours
    case theirs
    /// The users that the rule of recent users looks at.
    case users
}

/// How far and by which rules links have been decided.
package struct MatchState: Sendable, Hashable {
    package var entity: Entity
    package var fingerprint: String
    /// The names of the rules, in order: what trails are read by.
    package var rules: [String]
    /// The change number up to which records have been looked at.
    package var revision: Int64

    package init(entity: Entity, fingerprint: String, rules: [String], revision: Int64) {
        self.entity = entity
        self.fingerprint = fingerprint
        self.rules = rules
        self.revision = revision
    }
}

/// Rows that changed since a revision, by their numbers in the store, ascending.
package struct MatchChanges: Sendable {
    package var revision: Int64 = 0
    /// About how many rows the tables have.
    package var sizes: [MatchSide: Int64] = [:]
    package var ours: [Int64] = []
    package var theirs: [Int64] = []
    package var users: [Int64] = []
    /// Our records about which people decided something anew, or that people have linked.
    package var overridden: [Int64] = []
    /// A person's decision changed since.
    package var hasNewOverrides = false

    package init() {}

    package var isEmpty: Bool { ours.isEmpty && theirs.isEmpty && users.isEmpty && !hasNewOverrides }
}

/// What tells one stored link from another, by our record's number, ascending.
package struct LinkDigests: Sendable {
    package var rows: [Int64] = []
    package var digests: [Int64] = []

    package init() {}
}

/// What became of records in a match.
package struct MatchCounts: Sendable, Hashable {
    package var linked = 0
    package var relinked = 0
    package var unlinked = 0
    package var unmatched = 0
    package var ambiguous = 0
    package var excluded = 0
    /// Linked as before, for another reason.
    package var updated = 0

    package init() {}

    package var changed: Int { linked + relinked + unlinked + unmatched + ambiguous + excluded + updated }

    package static func += (left: inout MatchCounts, right: MatchCounts) {
        left.linked += right.linked
        left.relinked += right.relinked
        left.unlinked += right.unlinked
        left.unmatched += right.unmatched
        left.ambiguous += right.ambiguous
        left.excluded += right.excluded
        left.updated += right.updated
    }
}

/// What people decide about links.
package protocol LinkOverrideStore: Sendable {
    /// How the record that a person is about to link to stands in the mirror of an object.
    ///
    /// - Throws: a sentence where the text is no id, or is the id of another object's record.
    func state(ofLinkTarget text: String, of object: String) async throws -> LinkTargetState
    /// Remembers a person's decision; the next match obeys it.
    ///
    /// - Parameter salesforceID: in either form; nothing with `.never` means never at all, with `.withdrawn` all of it.
    func decide(
        _ verdict: LinkVerdict, _ entity: Entity, id: String, salesforceID: String?, by author: String, reason: String?,
        at now: Instant
    ) async throws
}

/// A person's decision about a record and one of theirs.
package enum LinkVerdict: String, Sendable, Hashable {
    case link
    case never
    /// The rules decide again.
    case withdrawn
}
