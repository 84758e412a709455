/// Rows by the hashes of their keys: an open-addressing table of eight bytes a slot.
///
/// A slot holds the upper half of a hash above the row's number, which counts from 1; 0 is free. At most half of the
/// slots are taken. Whoever asks compares the keys, for hashes may agree by chance.
struct RowSlots {
    private var slots: [UInt64]
    private(set) var count = 0

    /// So many keys are looked up together, so that the machine waits for memory once and not for each.
    static let blockSize = 64
    private static let upperHalf: UInt64 = ~0xFFFF_FFFF

    /// - Parameter capacity: how many rows are likely to come.
    init(capacity: Int = 1 << 10) {
        var size = 64
        while size < capacity * 2 { size *= 2 }
        slots = [UInt64](repeating: 0, count: size)
    }

    /// Whether a row more needs a larger table.
    var isFull: Bool { (count + 1) * 2 > slots.count }

    /// The row with a hash whose key is the wanted one.
    @inline(__always)
    func find(_ hash: UInt64, where isWanted: (Int) -> Bool) -> Int? {
        slots.withUnsafeBufferPointer { slots in
            let mask = slots.count - 1
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 {
                let row = Self.row(slots[slot])
                if (slots[slot] ^ hash) & Self.upperHalf == 0, isWanted(row) { return row }
                slot = (slot + 1) & mask
            }
            return nil
        }
    }

    /// Takes in a row that was not found. The table must not be full.
    mutating func insert(_ row: Int, _ hash: UInt64) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = hash & Self.upperHalf | UInt64(truncatingIfNeeded: row + 1)
        count += 1
    }

    /// The same rows with twice the room.
    ///
    /// - Parameter hashes: of the rows from 0 on.
    mutating func grow(_ hashes: [UInt64]) {
        var larger = RowSlots(capacity: slots.count)
        for row in 0..<count { larger.insert(row, hashes[row]) }
        self = larger
    }

    /// Asks memory for what the next look-ups of some hashes will visit: the slots, then where their rows' keys lie.
    @inline(__always)
    func touch(_ hashes: UnsafeBufferPointer<UInt64>, row visit: (Int) -> Int) {
        slots.withUnsafeBufferPointer { slots in
            let mask = slots.count - 1
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: hashes.count) { seen in
                for index in hashes.indices { seen[index] = slots[Int(truncatingIfNeeded: hashes[index]) & mask] }
                var all = 0
                for index in hashes.indices where seen[index] != 0 { all &+= visit(Self.row(seen[index])) }
                withExtendedLifetime(all) {}
            }
        }
    }

    private static func row(_ slot: UInt64) -> Int { Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) - 1 }
}
