/// Their records with an index for each kind of key.
package struct TheirSide: Sendable {
    package let records: MatchRecords
    /// One column per slot of the plan; the first is the id.
    package let keys: [KeyColumn]
    let indices: [KeyIndex]

    /// - Parameter records: without the deleted ones, which never match.
    package init(_ records: MatchRecords, plan: MatchPlan) {
        self.records = records
        let keys = plan.theirSlots.map { slot in
            KeyColumn(slot.field.map { records.values[$0] } ?? records.ids, by: slot.normaliser)
        }
        self.keys = keys
        indices = keys.map { KeyIndex($0) { Self.precedes($0, $1, records) } }
    }

    package var count: Int { records.count }

    /// The rows with one key, oldest first.
    func rows(slot: Int, from first: Int, count: Int) -> [Int] {
        let rows = indices[slot].rows(from: first, count: count)
        return count > 2 ? rows.sorted { Self.precedes($0, $1, records) } : rows
    }

    /// The older one first, then the lower id (D§4).
    private static func precedes(_ left: Int, _ right: Int, _ records: MatchRecords) -> Bool {
        let (one, other) = (records.created[left], records.created[right])
        if one != other { return one < other }
        return records.ids.bytes[records.ids.range(left)]
            .lexicographicallyPrecedes(records.ids.bytes[records.ids.range(right)])
    }
}
