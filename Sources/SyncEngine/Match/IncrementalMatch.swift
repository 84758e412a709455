import Domain

/// The records that changes since the last match can have reached, made ready to be matched.
///
/// It loads our records of which a rule reads something new and those with a key that a changed record of theirs has or
/// had, then every record of theirs that has a key of one of these. So each is decided as a whole match would decide it.
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
        let reach = MatchReach(plan: plan)
        async let ourKeys = store.keys(of: plan.entity, .ours, rows: changes.ours)
        async let theirKeys = store.keys(of: plan.entity, .theirs, rows: changes.theirs)
        async let userChanges = users(reach, store)
        async let ourChanges = store.ourRecords(plan, rows: changes.ours)
        let overrides = try await store.overrides(of: plan)

        // A change of what no rule reads reaches nothing.
        let touched = try await store.theirRecords(plan, rows: changes.theirs)
        let before = try await theirKeys
        let changedTheirs = reach.differing(changes.theirs, now: touched, before: before)
        let present = TheirSide(try await store.theirRecords(plan, rows: changedTheirs), plan: plan)
        guard reach.isNumbered(present, as: before) else { return nil }

        var ourRows = Set(reach.differing(changes.ours, now: try await ourChanges, before: try await ourKeys))
        let users = try await userChanges
        ourRows.formUnion(
            try await store.rows(
                of: plan.entity, .ours,
                with: reach.ours(changed: changedTheirs, present: present, before: before)
                    + (users.map { [reach.accounts(ofUsers: $0.changed, now: $0.sightings, before: $0.before)] } ?? []))
        )
        ourRows.formUnion(changes.overridden)

        let records = try await store.ourRecords(plan, rows: ourRows.sorted())
        let sightings =
            plan.readsRecentUsers
            ? try await store.sightings(ofAccounts: records.ids, newest: plan.recentUsersNeeded) : nil
        let ours = OurSide(records, sightings: sightings, plan: plan)
        let changedKeys = present.keyTable(changed: changedTheirs)
        let wanted = reach.theirs(of: ours, overrides: overrides)
        let unchanged = Set(try await store.rows(of: plan.entity, .theirs, with: wanted)).subtracting(changedTheirs)
        let theirRows = unchanged.union(changedKeys.rows(with: wanted)).sorted()
        let theirs = TheirSide(try await store.theirRecords(plan, rows: theirRows), plan: plan)
        guard reach.isNumbered(theirs, as: try await store.keys(of: plan.entity, .theirs, rows: theirRows)) else {
            return nil
        }

        var keys: [MatchSide: KeyTable] = [.ours: ours.keyTable, .theirs: changedKeys]
        if let users { keys[.users] = users.sightings.keyTable(changed: users.changed) }
        let matcher = Matcher(plan: plan, ours: ours, theirs: theirs, overrides: overrides)
        return MatchLoad(matcher: matcher, keys: keys)
    }

    /// Users whose change the rule of recent users can see.
    private struct UserChanges {
        let before: KeyTable
        let changed: [Int64]
        /// As they are now, with others beside them.
        let sightings: UserSightings
    }

    private func users(_ reach: MatchReach, _ store: any MatchStore) async throws -> UserChanges? {
        guard plan.readsRecentUsers else { return nil }
        let before = try await store.keys(of: plan.entity, .users, rows: changes.users)
        let sightings = try await store.sightings(ofUsers: changes.users)
        let changed = reach.differing(changes.users, now: sightings, before: before)
        return UserChanges(before: before, changed: changed, sightings: sightings)
    }
}
