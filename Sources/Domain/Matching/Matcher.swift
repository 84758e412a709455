/// Decides which of theirs each of our records is: a pure function of records, rules and overrides (D§4, D§5).
///
/// Rules are tried in order, and the first that links ends the search. A rule that finds several links the oldest, or
/// under `reject` nobody, and then the next rule is tried.
package struct Matcher: Sendable {
    package let plan: MatchPlan
    package let ours: OurSide
    package let theirs: TheirSide
    let overrides: LinkOverrides
    /// One per slot of the plan.
    let indices: [KeyIndex]

    package init(plan: MatchPlan, ours: OurSide, theirs: TheirSide, overrides: LinkOverrides) {
        let filters = Self.filters(plan, ours, overrides)
        self.init(
            plan: plan, ours: ours, theirs: theirs, overrides: overrides,
            indices: theirs.keys.indices.map { Self.index(theirs, slot: $0, filters[$0]) })
    }

    /// Theirs made ready for whichever of our records are still to come; the indices are built side by side.
    package static func prepared(plan: MatchPlan, theirs: TheirSide, overrides: LinkOverrides) async -> Matcher {
        await withTaskGroup(of: (Int, KeyIndex).self) { group in
            for (slot, keys) in theirs.keys.enumerated() {
                group.addTask { (slot, KeyIndex(keys) { theirs.precedes($0, $1) }) }
            }
            var indices: [Int: KeyIndex] = [:]
            for await (slot, index) in group { indices[slot] = index }
            return Matcher(
                plan: plan, ours: OurSide(MatchRecords(fieldCount: plan.ourFields.count), plan: plan),
                theirs: theirs, overrides: overrides, indices: theirs.keys.indices.compactMap { indices[$0] })
        }
    }

    /// The same for some of our records, of one that was prepared for any.
    package func deciding(_ ours: OurSide) -> Matcher {
        Matcher(plan: plan, ours: ours, theirs: theirs, overrides: overrides, indices: indices)
    }

    private init(
        plan: MatchPlan, ours: OurSide, theirs: TheirSide, overrides: LinkOverrides, indices: [KeyIndex]
    ) {
        self.plan = plan
        self.ours = ours
        self.theirs = theirs
        self.overrides = overrides
        self.indices = indices
    }

    /// Decides all our records, or a part of them, so that parts can be decided side by side.
    package func decide(_ part: Range<Int>? = nil) -> MatchDecisions {
        let part = part ?? 0..<ours.count
        var pass = MatchPass(self, part: part)
        return pass.run()
    }

    /// The rows of theirs that a rule finds, oldest first, without those that a person ruled out.
    package func candidates(of row: Int, rule: Int8) -> [Int] {
        guard rule >= 0, plan.rules[Int(rule)].obstacle == nil else { return [] }
        let slot = plan.rules[Int(rule)].slot
        guard let found = indices[slot].find(ours.keys[Int(rule)], row) else { return [] }
        let never = overrides.byRow[ours.records.rows[row]]?.never ?? []
        let rows = indices[slot].rows(found).filter { never.isEmpty || !never.contains(theirs.keys[0][$0]) }
        // Of those that share a key only the oldest has its place.
        return rows.count > 2 || !never.isEmpty ? rows.sorted { theirs.precedes($0, $1) } : rows
    }

    /// The Salesforce id that a record is linked to; nothing where it is not linked.
    package func salesforceID(of row: Int, _ decision: MatchDecision) -> String? {
        guard decision.verdict.isLinked else { return nil }
        return theirs.records.ids[Int(decision.target)]
    }

    /// The hashes that are ever asked of each slot.
    private static func filters(_ plan: MatchPlan, _ ours: OurSide, _ overrides: LinkOverrides) -> [KeyFilter] {
        let links = KeyColumn(literal: TextColumn(overrides.byRow.values.compactMap(\.link)))
        return plan.theirSlots.indices.map { slot in
            var columns = plan.rules.indices.filter { plan.rules[$0].slot == slot }.map { ours.keys[$0] }
            if slot == 0 { columns.append(links) }
            var filter = KeyFilter(keys: columns.reduce(0) { $0 + $1.hashes.count { $0 != 0 } })
            for column in columns { filter.insert(column) }
            return filter
        }
    }

    private static func index(_ theirs: TheirSide, slot: Int, _ filter: KeyFilter) -> KeyIndex {
        let keys = theirs.keys[slot]
        return KeyIndex(keys, rows: filter.rows(of: keys)) { theirs.precedes($0, $1) }
    }
}
