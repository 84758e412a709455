/// What a change reaches: which of our records must be decided again, and which of theirs they can be.
///
/// A link depends on our record's own keys and on who carries the same ones. So the reach of a change to theirs is
/// every record of ours with one of its keys, before or after; everything else stays as it was.
package struct MatchReach {
    private let plan: MatchPlan

    package init(plan: MatchPlan) {
        self.plan = plan
    }

    /// What our records have of the keys that changed records of theirs have or had: one filter for each rule.
    ///
    /// - Parameters:
    ///   - changed: their numbers in the store, with those of deleted ones.
    ///   - present: the ones that are still there, as they are now.
    ///   - before: their keys when links were last decided.
    package func ours(changed: [Int64], present: TheirSide, before: KeyTable) -> [HashFilter] {
        var filters = [HashFilter](repeating: HashFilter(), count: plan.theirSlots.count)
        for slot in filters.indices {
            for hash in present.keys[slot].hashes { filters[slot].insert(KeyTable.half(hash)) }
            for row in changed {
                if let position = before.position(of: row) { filters[slot].insert(before.columns[slot][position]) }
            }
        }
        return plan.rules.map { $0.obstacle == nil ? filters[$0.slot] : HashFilter() }
    }

    /// Whether the store numbers these records as it did when the table was kept; a rebuilt file may not.
    package func isNumbered(_ theirs: TheirSide, as table: KeyTable) -> Bool {
        theirs.records.rows.indices.allSatisfy { row in
            guard let position = table.position(of: theirs.records.rows[row]) else { return true }
            let kept = table.columns[0][position]
            return kept == 0 || kept == KeyTable.half(theirs.keys[0].hashes[row])
        }
    }

    /// What their records have of the keys of these records of ours: one filter for each slot of the plan.
    package func theirs(of ours: OurSide, overrides: LinkOverrides) -> [HashFilter] {
        var filters = [HashFilter](repeating: HashFilter(), count: plan.theirSlots.count)
        for (rule, planned) in plan.rules.enumerated() where planned.obstacle == nil {
            for hash in ours.keys[rule].hashes { filters[planned.slot].insert(KeyTable.half(hash)) }
        }
        for row in ours.records.rows {
            guard let link = overrides.byRow[row]?.link else { continue }
            filters[0].insert(KeyTable.half(KeyColumn(literal: TextColumn([link])).hashes[0]))
        }
        return filters
    }

    /// The ids of our accounts that users belong to now, or belonged to when links were last decided.
    package func accounts(
        ofUsers changed: [Int64], now sightings: UserSightings, before: KeyTable
    ) -> HashFilter {
        var filter = HashFilter()
        let present = sightings.keyTable(changed: changed)
        for (index, row) in changed.enumerated() {
            filter.insert(present.columns[0][index])
            if let position = before.position(of: row) { filter.insert(before.columns[0][position]) }
        }
        return filter
    }
}

extension OurSide {
    /// The keys to keep: one column per rule, then the record's own id.
    package var keyTable: KeyTable {
        KeyTable(records.rows, keys + [KeyColumn(literal: records.ids)], digests: records.digests)
    }
}

extension TheirSide {
    /// The keys to keep: one column per slot of the plan.
    package var keyTable: KeyTable { KeyTable(records.rows, keys, digests: records.digests) }

    /// The same for some changed records: those that are gone have no key any more.
    package func keyTable(changed: [Int64]) -> KeyTable {
        KeyTable(ofGone: changed, columnCount: keys.count).taking(keyTable)
    }
}

extension UserSightings {
    /// The keys to keep: the account of each user.
    package var keyTable: KeyTable {
        var table = KeyTable(rows, [KeyColumn(literal: accountIDs)], digests: digests)
        if zip(rows, rows.dropFirst()).contains(where: >) { table.sort() }
        return table
    }

    /// The same for some changed users of these: those that are gone, or seen no more, have no key any more.
    package func keyTable(changed: [Int64]) -> KeyTable {
        KeyTable(ofGone: changed, columnCount: 1).taking(keyTable)
    }
}

extension KeyTable {
    fileprivate init(ofGone rows: [Int64], columnCount: Int) {
        let none = [UInt32](repeating: 0, count: rows.count)
        self.init(
            rows: rows, columns: [[UInt32]](repeating: none, count: columnCount),
            digests: [UInt64](repeating: 0, count: rows.count))
    }

    /// Takes the newer keys of those records that are here.
    fileprivate func taking(_ newer: KeyTable) -> KeyTable {
        var table = self
        table.apply(newer.restricted(to: self))
        return table
    }
}

extension MatchReach {
    /// Those of our changed records of which a rule would read something else than last time.
    package func differing(_ changed: [Int64], now records: MatchRecords, before: KeyTable) -> [Int64] {
        before.differing(changed, from: records.rows, records.digests)
    }

    /// The same for users that were seen.
    package func differing(_ changed: [Int64], now sightings: UserSightings, before: KeyTable) -> [Int64] {
        before.differing(changed, from: sightings.rows, sightings.digests)
    }
}
