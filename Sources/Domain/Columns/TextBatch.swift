/// Some rows of text cells, row after row, as one run of bytes: what readers hand to stores.
///
/// A cell is a slice of `bytes`; an empty cell is "no value" (docs/files.md). Rows number a thousand or more where the
/// source allows it, and no cell is ever a `String` of its own.
package struct TextBatch: Sendable {
    package let columnCount: Int
    /// Every cell's text in UTF-8, unquoted, one after the other.
    package var bytes: [UInt8] = []
    /// Where each cell ends in `bytes`; a cell starts where the one before it ends.
    package var ends: [UInt32] = []
    /// The line of the source on which each row starts, where the source has lines.
    package var lines: [UInt32] = []

    /// What a cell holds that says that there is no value, where an empty one says nothing: no text has this byte.
    package static let emptied: UInt8 = 0xFF

    package init(columnCount: Int) {
        self.columnCount = columnCount
    }

    package var rowCount: Int { columnCount == 0 ? 0 : ends.count / columnCount }
    package var isEmpty: Bool { ends.isEmpty }

    /// The bytes of one cell, as a range of `bytes`.
    package func range(row: Int, column: Int) -> Range<Int> {
        let index = row * columnCount + column
        return Int(index == 0 ? 0 : ends[index - 1])..<Int(ends[index])
    }

    /// One cell as a `String`: for edges and messages, never for each row.
    package func string(row: Int, column: Int) -> String {
        String(decoding: bytes[range(row: row, column: column)], as: UTF8.self)
    }

    /// Closes the cell whose text has been appended to `bytes` since the last one.
    package mutating func endCell() {
        ends.append(UInt32(truncatingIfNeeded: bytes.count))
    }

    package mutating func append(_ cell: some Sequence<UInt8>) {
        bytes.append(contentsOf: cell)
        endCell()
    }

    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
    }
}
