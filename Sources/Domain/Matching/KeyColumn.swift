/// The keys of one column of many records, with their hashes: what rules compare.
package struct KeyColumn: Sendable {
    private(set) var bytes: [UInt8] = []
    private(set) var ends: [Int] = []
    /// 0 where the record has no key.
    package private(set) var hashes: [UInt64] = []

    package init(capacity: Int = 0) {
        ends.reserveCapacity(capacity)
        hashes.reserveCapacity(capacity)
    }

    /// The key of every value of a column.
    package init(_ values: TextColumn, by normaliser: KeyNormaliser) {
        let count = values.count
        // Keys are hardly ever longer than values; where they are, they lie elsewhere first.
        var elsewhere: [UInt8] = []
        let room = values.bytes.count + values.bytes.count / 4 + 128
        // Nothing is filled with zeros that is written right afterwards: a million rows are much memory.
        ends = [Int](unsafeUninitializedCapacity: count) { ends, endCount in
            hashes = [UInt64](unsafeUninitializedCapacity: count) { hashes, hashCount in
                bytes = [UInt8](unsafeUninitializedCapacity: room) { place, filled in
                    var key = KeyWriter(into: place)
                    Self.write(values, by: normaliser, to: &key, hashes, ends)
                    if key.isWriting(into: place) { filled = key.kept.count } else { elsewhere = Array(key.kept) }
                }
                hashCount = count
            }
            endCount = count
        }
        if !elsewhere.isEmpty { bytes = elsewhere }
    }

    /// Fills in every row's hash and end.
    private static func write(
        _ values: TextColumn, by normaliser: KeyNormaliser, to key: inout KeyWriter,
        _ hashes: UnsafeMutableBufferPointer<UInt64>, _ ends: UnsafeMutableBufferPointer<Int>
    ) {
        values.withView { values in
            var kept = 0
            for row in 0..<values.count {
                var hash: UInt64 = 0
                let value = values[row]
                if !value.isEmpty {
                    normaliser.write(value, to: &key)
                    if key.count > 0 {
                        hash = keyHash(key.bytes)
                        kept += key.count
                        key.keep()
                    }
                }
                hashes[row] = hash
                ends[row] = kept
            }
        }
    }

    package var count: Int { hashes.count }

    package mutating func append(_ key: Bytes) {
        bytes.append(contentsOf: key)
        ends.append(bytes.count)
        hashes.append(key.isEmpty ? 0 : keyHash(key))
    }

    /// The key of a row of another column, whose hash is known.
    mutating func append(_ row: Int, of other: KeyView) {
        bytes.append(contentsOf: other[row])
        ends.append(bytes.count)
        hashes.append(other.hashes[row])
    }

    /// The same keys as if they had been appended one by one.
    package mutating func append(contentsOf more: KeyColumn) {
        let start = bytes.count
        bytes += more.bytes
        ends.reserveCapacity(ends.count + more.count)
        for end in more.ends { ends.append(start + end) }
        hashes += more.hashes
    }

    package subscript(row: Int) -> String {
        String(decoding: bytes[range(row)], as: UTF8.self)
    }

    func range(_ row: Int) -> Range<Int> {
        (row == 0 ? 0 : ends[row - 1])..<ends[row]
    }

    /// The column where it lies in memory.
    @inline(__always)
    func withView<T>(_ body: (KeyView) -> T) -> T {
        bytes.withUnsafeBufferPointer { bytes in
            ends.withUnsafeBufferPointer { ends in
                hashes.withUnsafeBufferPointer { body(KeyView(bytes: bytes, ends: ends, hashes: $0)) }
            }
        }
    }
}

/// A key column where it lies in memory, for the loops that touch every record.
struct KeyView {
    let bytes: Bytes
    let ends: UnsafeBufferPointer<Int>
    let hashes: UnsafeBufferPointer<UInt64>

    @inline(__always)
    subscript(row: Int) -> Bytes {
        let start = row == 0 ? 0 : ends[row - 1]
        return Bytes(rebasing: bytes[start..<ends[row]])
    }
}
