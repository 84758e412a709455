/// Records of one side, as columns of what the rules need.
package struct MatchRecords: Sendable {
    /// The store's numbers of the records, ascending.
    package var rows: [Int64] = []
    /// Our ids, or Salesforce ids.
    package var ids = TextColumn()
    /// When theirs were created, in milliseconds; a missing date comes last. Empty for ours.
    package var created: [Int64] = []
    /// One column per field of the plan, in its order.
    package var values: [TextColumn]

    package init(fieldCount: Int) {
        values = [TextColumn](repeating: TextColumn(), count: fieldCount)
    }

    package var count: Int { rows.count }
}
