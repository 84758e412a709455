import Domain

/// All records of both sides, made ready to be matched.
struct WholeMatch {
    let plan: MatchPlan
    let store: any MatchStore

    /// The two sides are read and put into form side by side.
    func load() async throws -> MatchLoad {
        async let theirs = TheirSide(try await store.theirRecords(plan, rows: nil), plan: plan)
        async let overrides = store.overrides(of: plan)
        let sightings = plan.readsRecentUsers ? try await store.sightings(ofAccounts: nil, newest: .max) : nil
        let ours = OurSide(try await store.ourRecords(plan, rows: nil), sightings: sightings, plan: plan)
        let matcher = await Matcher.prepared(
            plan: plan, ours: ours, theirs: try await theirs, overrides: try await overrides)
        var keys: [MatchSide: KeyTable] = [.ours: ours.keyTable, .theirs: matcher.theirs.keyTable]
        if let sightings { keys[.users] = sightings.keyTable }
        return MatchLoad(matcher: matcher, keys: keys, isWhole: true)
    }
}
