/// What became of the rows of an import of facts.
package struct FactCounts: Sendable, Hashable {
    package var read = 0
    /// Rows that told of something new.
    package var new = 0
    /// Rows that told something else of what was there: of responses, engagements and features.
    package var changed = 0
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
        left.changed += right.changed
        left.duplicate += right.duplicate
        left.waiting += right.waiting
        left.rejected += right.rejected
        left.newUsers += right.newUsers
    }
}
