/// A text column where it lies in memory, for the loops that touch every record.
struct TextView {
    let bytes: Bytes
    let ends: UnsafeBufferPointer<Int>

    var count: Int { ends.count }

    @inline(__always)
    subscript(row: Int) -> Bytes {
        let start = row == 0 ? 0 : ends[row - 1]
        return Bytes(rebasing: bytes[start..<ends[row]])
    }
}

extension TextColumn {
    /// The column where it lies in memory.
    @inline(__always)
    func withView<T>(_ body: (TextView) -> T) -> T {
        bytes.withUnsafeBufferPointer { bytes in
            ends.withUnsafeBufferPointer { body(TextView(bytes: bytes, ends: $0)) }
        }
    }
}
