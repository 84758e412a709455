/// Rows of a file that would change what is there. They wait until all rows of the file have been seen, because of several
/// rows with one key the last one wins: where it says what is there already, the file changes nothing.
package struct LateRows: Sendable {
    /// Where the row of a key stands among `rows`.
    private var places: [FactHash: Int] = [:]
    /// Rows that a later one has taken the place of are among them.
    private var rows: TextBatch?

    package init() {}

    package var count: Int { places.count }

    /// Adds a row; one of the same key that waits already makes room for it.
    ///
    /// - Parameters:
    ///   - keepsFilledCells: an empty cell leaves what the earlier row said.
    ///   - cell: the bytes of each of its so many cells.
    package mutating func put(
        _ cellCount: Int, line: UInt32, key: FactHash, keepsFilledCells: Bool,
        _ cell: (Int) -> UnsafeBufferPointer<UInt8>
    ) {
        var rows = self.rows ?? TextBatch(columnCount: cellCount)
        self.rows = nil
        let earlier = keepsFilledCells ? places[key] : nil
        for column in 0..<cellCount {
            let bytes = cell(column)
            if bytes.isEmpty, let earlier {
                rows.append(Array(rows.bytes[rows.range(row: earlier, column: column)]))
            } else {
                rows.append(bytes)
            }
        }
        rows.lines.append(line)
        places[key] = rows.rowCount - 1
        self.rows = rows
    }

    package func waits(_ key: FactHash) -> Bool { places[key] != nil }

    /// One row for each key, in the order of the file; none are left.
    package mutating func takeAll() -> TextBatch? {
        defer { self = LateRows() }
        guard let rows else { return nil }
        var last = TextBatch(columnCount: rows.columnCount)
        for row in places.values.sorted() {
            for column in 0..<rows.columnCount { last.append(rows.bytes[rows.range(row: row, column: column)]) }
            last.lines.append(rows.lines[row])
        }
        return last
    }
}
