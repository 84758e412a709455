import Domain

/// The records that changes since the last match can have reached, made ready to be matched.
///
/// It loads our records whose own keys may differ and those with a key that a changed record of theirs has or had, then
/// every record of theirs that has a key of one of these. So each is decided as a whole match would decide it.
struct IncrementalMatch {
    let plan: MatchPlan
    let changes: MatchChanges

    /// Beyond this share of changed rows, deciding everything is quicker.
    private static let worthwhileShare = 0.1

    /// Nothing where so much has changed that a whole match is quicker.
    init?(plan: MatchPlan, changes: MatchChanges) {
        self.plan = plan
        self.changes = changes
        for (side, rows) in [MatchSide.ours: changes.ours, .theirs: changes.theirs, .users: changes.users] {
            let worthwhile = Double(changes.sizes[side] ?? 0) * Self.worthwhileShare
            guard Double(rows.count) <= max(worthwhile, 1000) else { return nil }
        }
    }

    /// Nothing where the store numbers its rows anew, which only a whole match can mend.
    func load(from store: any MatchStore) async throws -> MatchLoad? {
        async let ourTable = store.keyTable(of: plan.entity, .ours)
        async let theirTable = store.keyTable(of: plan.entity, .theirs)
        async let changedTheirs = TheirSide(try await store.theirRecords(plan, rows: changes.theirs), plan: plan)
        let overrides = try await store.overrides(of: plan)
        let reach = MatchReach(plan: plan)

        let before = try await theirTable
        let present = try await changedTheirs
        let ourKeys = try await ourTable
        guard reach.isNumbered(present, as: before) else { return nil }
        var ourRows = Set(reach.ours(ourKeys, changed: changes.theirs, present: present, before: before))
        ourRows.formUnion(changes.ours)
        ourRows.formUnion(changes.overridden)
        if plan.readsRecentUsers {
            let users = try await store.keyTable(of: plan.entity, .users)
            ourRows.formUnion(
                reach.accounts(ourKeys, ofUsers: changes.users, nowIn: changes.accountIDs, before: users))
        }

        let records = try await store.ourRecords(plan, rows: ourRows.sorted())
        let sightings =
            plan.readsRecentUsers
            ? try await store.sightings(ofAccounts: records.ids, newest: plan.recentUsersNeeded) : nil
        let ours = OurSide(records, sightings: sightings, plan: plan)
        let changedKeys = present.keyTable(changed: changes.theirs)
        var newer = before
        newer.apply(changedKeys)
        let theirRows = reach.theirs(newer, of: ours, overrides: overrides)
        let theirs = TheirSide(try await store.theirRecords(plan, rows: theirRows), plan: plan)
        guard reach.isNumbered(theirs, as: newer) else { return nil }

        var keys: [MatchSide: KeyTable] = [.ours: ours.keyTable, .theirs: changedKeys]
        if plan.readsRecentUsers { keys[.users] = try await store.sightings(ofUsers: changes.users).keyTable }
        let matcher = Matcher(plan: plan, ours: ours, theirs: theirs, overrides: overrides)
        return MatchLoad(matcher: matcher, keys: keys, isWhole: false)
    }
}
