/// A row of a file that could not be taken, for `<file>.rejected.csv` (FILES.md).
package struct RejectedRow: Sendable, Hashable {
    /// The line of the file on which the row starts, counted from 1, the header included.
    package let line: UInt32
    package let reason: String

    package init(line: UInt32, reason: String) {
        self.line = line
        self.reason = reason
    }
}
