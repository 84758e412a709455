extension TextBatch {
    /// The cells of a batch where they lie, for loops that look at every byte.
    package struct Cells {
        fileprivate let bytes: UnsafeBufferPointer<UInt8>
        fileprivate let ends: UnsafeBufferPointer<UInt32>
        fileprivate let lines: UnsafeBufferPointer<UInt32>
        fileprivate let columnCount: Int
        package let rowCount: Int

        /// A column that the source does not have reads as empty.
        @inline(__always) package subscript(row: Int, column: Int?) -> UnsafeBufferPointer<UInt8> {
            guard let column else { return UnsafeBufferPointer(start: nil, count: 0) }
            let index = row &* columnCount &+ column
            let start = index == 0 ? 0 : Int(ends[index &- 1])
            return UnsafeBufferPointer(rebasing: bytes[start..<Int(ends[index])])
        }

        /// The line on which a row starts, or its number where the source has no lines.
        package func line(_ row: Int) -> UInt32 {
            row < lines.count ? lines[row] : UInt32(row + 1)
        }
    }

    /// Lends the cells to `body`; they must not outlive it.
    package func withCells<Result>(_ body: (Cells) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBufferPointer { bytes in
            try ends.withUnsafeBufferPointer { ends in
                try lines.withUnsafeBufferPointer { lines in
                    try body(
                        Cells(
                            bytes: bytes, ends: ends, lines: lines, columnCount: columnCount, rowCount: rowCount))
                }
            }
        }
    }
}
