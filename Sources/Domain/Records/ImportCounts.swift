/// What became of the rows of an import.
package struct ImportCounts: Sendable, Hashable {
    package var new = 0
    package var changed = 0
    package var unchanged = 0
    package var rejected: [Rejection] = []
    /// Cells that could not be read, of rows that were taken without them.
    package var leftOut: [LeftOut] = []
    /// Domains that had been ruled out, and are so no longer because the rows assign them.
    package var reopenedDomains: [String] = []

    package init() {}

    package var rows: Int { new + changed + unchanged + rejected.count }

    /// A row that was not taken, and why.
    package struct Rejection: Sendable, Hashable {
        /// The line of the file on which the row starts; 0 where the source has no lines.
        package let line: UInt32
        package let reason: String

        package init(line: UInt32, reason: String) {
            self.line = line
            self.reason = reason
        }
    }

    /// A cell that was left out of its row, and why: without what it held.
    package struct LeftOut: Sendable, Hashable {
        /// As of a rejection.
        package let line: UInt32
        package let column: String
        package let reason: String

        package init(line: UInt32, column: String, reason: String) {
            self.line = line
            self.column = column
            self.reason = reason
        }
    }

    package static func += (left: inout ImportCounts, right: ImportCounts) {
        left.new += right.new
        left.changed += right.changed
        left.unchanged += right.unchanged
        left.rejected += right.rejected
        left.leftOut += right.leftOut
        left.reopenedDomains += right.reopenedDomains
    }
}
