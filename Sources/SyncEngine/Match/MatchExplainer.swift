package import Domain

/// Says why one record of ours is linked as it is, from the records as they are now.
package struct MatchExplainer: Sendable {
    let store: any MatchStore & LinkStore
    /// Where their key table is had from by one who explains often; passing all kept keys costs more than all the rest.
    private let theirTable: (@Sendable (MatchState) async throws -> KeyTable)?

    package init(
        store: any MatchStore & LinkStore, theirTable: (@Sendable (MatchState) async throws -> KeyTable)? = nil
    ) {
        self.store = store
        self.theirTable = theirTable
    }

    package func explain(
        _ entity: Entity, id: String, configuration: HubConfiguration
    ) async throws -> MatchExplanation {
        let number = try await store.recordNumber(of: entity, id: id)
        let plan = try await MatchStage.plan(for: entity, configuration, store: store)
        let records = try await store.ourRecords(plan, rows: [number])
        let sightings =
            plan.readsRecentUsers
            ? try await store.sightings(ofAccounts: records.ids, newest: plan.recentUsersNeeded) : nil
        let ours = OurSide(records, sightings: sightings, plan: plan)
        let overrides = try await store.overrides(of: plan)
        let theirs = TheirSide(
            try await store.theirRecords(plan, rows: try await candidates(of: ours, plan, overrides)), plan: plan)
        let matcher = Matcher(plan: plan, ours: ours, theirs: theirs, overrides: overrides)
        let stored = try await store.link(of: entity, id: id)
        return MatchExplanation(matcher, row: 0, override: overrides[number], stored: stored)
    }

    /// The records that have a key of ours by the kept tables, and all that have changed since; nothing, which means
    /// every record, where the tables were kept for other rules.
    private func candidates(
        of ours: OurSide, _ plan: MatchPlan, _ overrides: LinkOverrides
    ) async throws -> [Int64]? {
        guard let state = try await store.matchState(of: plan.entity), state.fingerprint == plan.fingerprint else {
            return nil
        }
        let changes = try await store.matchChanges(of: plan, since: state)
        let wanted = MatchReach(plan: plan).theirs(of: ours, overrides: overrides)
        let found: [Int64]
        if let theirTable {
            found = try await theirTable(state).rows(with: wanted)
        } else {
            found = try await store.rows(of: plan.entity, .theirs, with: wanted)
        }
        return Set(found).union(changes.theirs).sorted()
    }
}
