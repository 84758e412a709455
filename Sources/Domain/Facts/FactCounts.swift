/// What became of the rows of an import of facts.
package struct FactCounts: Sendable, Hashable {
    package var read = 0
    /// Rows that told something new; of NPS responses, engagements and features also those that changed something.
    package var new = 0
    /// Rows that were known already.
    package var duplicate = 0
    /// New rows that wait for their user to get an account.
    package var waiting = 0
    package var rejected = 0
    /// Users that only these facts name.
    package var newUsers = 0

    package init() {}

    package static func += (left: inout FactCounts, right: FactCounts) {
        left.read += right.read
        left.new += right.new
        left.duplicate += right.duplicate
        left.waiting += right.waiting
        left.rejected += right.rejected
        left.newUsers += right.newUsers
    }
}
