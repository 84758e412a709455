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
        self.init(capacity: values.count)
        bytes.reserveCapacity(values.bytes.count + values.bytes.count / 8)
        var key = KeyWriter()
        values.bytes.withUnsafeBufferPointer { all in
            var start = 0
            for end in values.ends {
                if end > start {
                    normaliser.write(Bytes(rebasing: all[start..<end]), to: &key)
                } else {
                    key.clear()
                }
                append(key.bytes)
                start = end
            }
        }
    }

    package var count: Int { hashes.count }

    package mutating func append(_ key: Bytes) {
        bytes.append(contentsOf: key)
        ends.append(bytes.count)
        hashes.append(key.isEmpty ? 0 : keyHash(key))
    }

    package subscript(row: Int) -> String {
        String(decoding: bytes[range(row)], as: UTF8.self)
    }

    func range(_ row: Int) -> Range<Int> {
        (row == 0 ? 0 : ends[row - 1])..<ends[row]
    }
}
