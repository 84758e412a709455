import Domain
import Store
import Synchronization

/// A store whose process dies after some writes: every later one fails.
final class DyingStore: MatchStore {
    private let store: HubStore
    private let writesLeft: Mutex<Int>

    init(_ store: HubStore, writes: Int) {
        self.store = store
        writesLeft = Mutex(writes)
    }

    private func spend() throws {
        try writesLeft.withLock { left in
            guard left > 0 else { throw PlainError("The process has ended.") }
            left -= 1
        }
    }

    func write(_ links: DecidedLinks, of plan: MatchPlan, in run: RunNumber, at now: Instant) async throws
        -> MatchCounts
    {
        try spend()
        return try await store.write(links, of: plan, in: run, at: now)
    }

    func finishMatch(
        _ state: MatchState, of plan: MatchPlan, keys: [MatchSide: KeyTable], isWhole: Bool
    ) async throws {
        try spend()
        try await store.finishMatch(state, of: plan, keys: keys, isWhole: isWhole)
    }

    func removeOrphanedLinks(of entity: Entity) async throws -> Int {
        try spend()
        return try await store.removeOrphanedLinks(of: entity)
    }

    func mirroredFields(of object: String) async throws -> [String: SalesforceFieldType] {
        try await store.mirroredFields(of: object)
    }

    func matchState(of entity: Entity) async throws -> MatchState? { try await store.matchState(of: entity) }

    func matchChanges(of plan: MatchPlan, since state: MatchState?) async throws -> MatchChanges {
        try await store.matchChanges(of: plan, since: state)
    }

    func ourRecords(_ plan: MatchPlan, rows: [Int64]) async throws -> MatchRecords {
        try await store.ourRecords(plan, rows: rows)
    }

    func ourRecords(_ plan: MatchPlan, after row: Int64, atMost count: Int) async throws -> MatchRecords {
        try await store.ourRecords(plan, after: row, atMost: count)
    }

    func theirRecords(_ plan: MatchPlan, rows: [Int64]?) async throws -> MatchRecords {
        try await store.theirRecords(plan, rows: rows)
    }

    func sightings(ofAccounts ids: TextColumn?, newest: Int) async throws -> UserSightings {
        try await store.sightings(ofAccounts: ids, newest: newest)
    }

    func sightings(ofUsers rows: [Int64]) async throws -> UserSightings {
        try await store.sightings(ofUsers: rows)
    }

    func overrides(of plan: MatchPlan) async throws -> LinkOverrides { try await store.overrides(of: plan) }

    func keyTable(of entity: Entity, _ side: MatchSide) async throws -> KeyTable {
        try await store.keyTable(of: entity, side)
    }

    func keys(of entity: Entity, _ side: MatchSide, rows: [Int64]) async throws -> KeyTable {
        try await store.keys(of: entity, side, rows: rows)
    }

    func rows(of entity: Entity, _ side: MatchSide, with wanted: [HashFilter]) async throws -> [Int64] {
        try await store.rows(of: entity, side, with: wanted)
    }

    func linkDigests(of entity: Entity, rows: [Int64]?) async throws -> LinkDigests {
        try await store.linkDigests(of: entity, rows: rows)
    }
}
