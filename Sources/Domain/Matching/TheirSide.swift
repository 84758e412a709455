/// Their records with the keys by which rules find them.
package struct TheirSide: Sendable {
    package let records: MatchRecords
    /// One column per slot of the plan; the first is the id.
    package let keys: [KeyColumn]

    /// - Parameter records: without the deleted ones, which never match.
    package init(_ records: MatchRecords, plan: MatchPlan) {
        self.records = records
        keys = plan.theirSlots.map { slot in
            KeyColumn(slot.field.map { records.values[$0] } ?? records.ids, by: slot.normaliser)
        }
    }

    package var count: Int { records.count }

    /// The older one first, then the lower id (D§4).
    func precedes(_ left: Int, _ right: Int) -> Bool {
        let (one, other) = (records.created[left], records.created[right])
        if one != other { return one < other }
        return records.ids.bytes[records.ids.range(left)]
            .lexicographicallyPrecedes(records.ids.bytes[records.ids.range(right)])
    }
}
