import Domain

/// All records of both sides, made ready to be matched: theirs at once, ours span by span, so that memory never holds
/// all of ours.
package struct WholeMatch {
    let plan: MatchPlan
    let store: any MatchStore
    /// So many of our records are in one span.
    var spanSize = usualSpanSize

    package static let usualSpanSize = 131_072

    /// Calls `body` with each span of our records, in their order, while the next one is read and put into form.
    ///
    /// - Returns: the keys of all, to compare with next time.
    func forEachSpan(_ body: (Matcher) async throws -> Void) async throws -> [MatchSide: KeyTable] {
        async let theirRecords = TheirSide(try await store.theirRecords(plan, rows: nil), plan: plan)
        async let overrides = store.overrides(of: plan)
        let sightings = plan.readsRecentUsers ? try await store.sightings(ofAccounts: nil, newest: .max) : nil
        var span = try await ours(after: .min, sightings)
        let theirs = try await theirRecords
        let matcher = await Matcher.prepared(plan: plan, theirs: theirs, overrides: try await overrides)
        var ourKeys = KeyTable(columnCount: plan.rules.count + 1)
        while let last = span.side.records.rows.last {
            async let next = ours(after: last, sightings)
            ourKeys.append(span.keys)
            try await body(matcher.deciding(span.side))
            span = try await next
        }
        var keys: [MatchSide: KeyTable] = [.ours: ourKeys, .theirs: theirs.keyTable]
        if let sightings { keys[.users] = sightings.keyTable }
        return keys
    }

    private func ours(after row: Int64, _ sightings: UserSightings?) async throws -> (side: OurSide, keys: KeyTable) {
        // All users are grouped by account once, and not for every span.
        let size = sightings == nil ? spanSize : .max
        let records = try await store.ourRecords(plan, after: row, atMost: size)
        let side = OurSide(records, sightings: sightings, plan: plan)
        return (side, side.keyTable)
    }
}
