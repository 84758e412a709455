/// Which hashes are worth an entry in an index: those that some record of the other side has, and a few more by chance.
///
/// Its bits stay in a core's own cache, so that most records that nobody will ask for cost no visit to memory.
struct KeyFilter: Sendable {
    private var bits: [UInt64]
    private let mask: UInt64

    /// - Parameter keys: how many hashes are about to come.
    init(keys: Int) {
        var size: UInt64 = 64
        while size < 8 * UInt64(keys) { size *= 2 }
        bits = [UInt64](repeating: 0, count: Int(size / 64))
        mask = size - 1
    }

    mutating func insert(_ hash: UInt64) {
        guard hash != 0 else { return }
        let bit = (hash >> 24) & mask
        bits[Int(bit >> 6)] |= 1 << (bit & 63)
    }

    mutating func insert(_ keys: KeyColumn) {
        bits.withUnsafeMutableBufferPointer { bits in
            for hash in keys.hashes where hash != 0 {
                let bit = (hash >> 24) & mask
                bits[Int(bit >> 6)] |= 1 << (bit & 63)
            }
        }
    }

    /// The records of a column that pass.
    func rows(of keys: KeyColumn) -> [UInt32] {
        [UInt32](unsafeUninitializedCapacity: keys.count) { rows, count in
            bits.withUnsafeBufferPointer { bits in
                keys.hashes.withUnsafeBufferPointer { hashes in
                    for row in 0..<hashes.count {
                        let bit = (hashes[row] >> 24) & mask
                        rows[count] = UInt32(truncatingIfNeeded: row)
                        let passes = hashes[row] != 0 && bits[Int(bit >> 6)] & 1 << (bit & 63) != 0
                        count += passes ? 1 : 0
                    }
                }
            }
        }
    }
}
