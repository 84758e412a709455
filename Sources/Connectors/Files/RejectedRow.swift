/// A row of a file that could not be taken, for `<file>.rejected.csv` (docs/files.md).
package struct RejectedRow: Sendable, Hashable {
    /// The line of the file on which the row starts, counted from 1, the header included.
    package let line: UInt32
    package let reason: String
    /// What it holds, as far as that can be read; only where it was asked for.
    package let cells: [String]

    package init(line: UInt32, reason: String, cells: [String] = []) {
        self.line = line
        self.reason = reason
        self.cells = cells
    }
}
