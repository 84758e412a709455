import Domain

extension TextBatch {
    /// The rows after the first `count`.
    func dropping(_ count: Int) -> TextBatch {
        guard count > 0, columnCount > 0 else { return self }
        var rest = TextBatch(columnCount: columnCount)
        guard count < rowCount else { return rest }
        let start = ends[count * columnCount - 1]
        rest.bytes = Array(bytes[Int(start)...])
        rest.ends = ends[(count * columnCount)...].map { $0 - start }
        rest.lines = Array(lines.dropFirst(count))
        return rest
    }

    /// The rows with other columns: each the number of one of ours.
    func arranged(_ columns: [Int]) -> TextBatch {
        var arranged = TextBatch(columnCount: columns.count)
        arranged.bytes.reserveCapacity(bytes.count)
        arranged.ends.reserveCapacity(rowCount * columns.count)
        for row in 0..<rowCount {
            for column in columns { arranged.append(bytes[range(row: row, column: column)]) }
        }
        arranged.lines = lines
        return arranged
    }
}
