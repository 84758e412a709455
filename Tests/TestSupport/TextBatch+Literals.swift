package import Domain

extension TextBatch {
    /// A batch from rows of literals; an empty cell is "no value". Lines count from 2, below a header.
    package init(_ rows: [[String]], columnCount: Int? = nil) {
        self.init(columnCount: columnCount ?? rows.first?.count ?? 0)
        for (index, row) in rows.enumerated() {
            lines.append(UInt32(index + 2))
            for cell in row { append(cell.utf8) }
        }
    }

    package var rows: [[String]] {
        (0..<rowCount).map { row in (0..<columnCount).map { string(row: row, column: $0) } }
    }
}
