/// Finds the records that carry a key: an open-addressing table over one key column of theirs.
///
/// Records of one key form a chain that begins with the oldest, whatever the order in which they came; the rest of the
/// chain has no order, so that a value shared by thousands costs no more than others.
struct KeyIndex: Sendable {
    private struct Slot {
        /// 0 where the slot is free.
        var hash: UInt64 = 0
        var first: UInt32 = 0
        var count: UInt32 = 0
    }

    private let keys: KeyColumn
    private var slots: [Slot]
    /// The record after each in its chain; the last one's is never looked at. Empty while no key repeats.
    private var next: [UInt32] = []

    init(_ keys: KeyColumn, precedes: (Int, Int) -> Bool) {
        self.keys = keys
        var size = 16
        while size < keys.count * 2 { size *= 2 }
        var slots = [Slot](repeating: Slot(), count: size)
        var next: [UInt32] = []
        slots.withUnsafeMutableBufferPointer { slots in
            for row in 0..<keys.count {
                let hash = keys.hashes[row]
                guard hash != 0 else { continue }
                var slot = Int(truncatingIfNeeded: hash) & (size - 1)
                while slots[slot].hash != 0 {
                    if slots[slot].hash == hash, Self.equal(keys, Int(slots[slot].first), keys, row) { break }
                    slot = (slot + 1) & (size - 1)
                }
                guard slots[slot].hash != 0 else {
                    slots[slot] = Slot(hash: hash, first: UInt32(row), count: 1)
                    continue
                }
                if next.isEmpty { next = [UInt32](repeating: 0, count: keys.count) }
                let first = Int(slots[slot].first)
                if precedes(row, first) {
                    next[row] = UInt32(first)
                    slots[slot].first = UInt32(row)
                } else {
                    next[row] = next[first]
                    next[first] = UInt32(row)
                }
                slots[slot].count += 1
            }
        }
        self.slots = slots
        self.next = next
    }

    /// The oldest record with the key of `row` in `other`, and how many there are.
    @inline(__always)
    func find(_ other: KeyColumn, _ row: Int) -> (first: Int, count: Int)? {
        let hash = other.hashes[row]
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        return slots.withUnsafeBufferPointer { slots in
            while slots[slot].hash != 0 {
                if slots[slot].hash == hash, Self.equal(keys, Int(slots[slot].first), other, row) {
                    return (Int(slots[slot].first), Int(slots[slot].count))
                }
                slot = (slot + 1) & mask
            }
            return nil
        }
    }

    /// The records with one key, given the oldest, which comes first, and their number.
    func rows(from first: Int, count: Int) -> [Int] {
        var rows = [first]
        rows.reserveCapacity(count)
        while rows.count < count { rows.append(Int(next[rows[rows.count - 1]])) }
        return rows
    }

    @inline(__always)
    private static func equal(_ left: KeyColumn, _ leftRow: Int, _ right: KeyColumn, _ rightRow: Int) -> Bool {
        let leftRange = left.range(leftRow)
        let rightRange = right.range(rightRow)
        guard leftRange.count == rightRange.count else { return false }
        return left.bytes.withUnsafeBufferPointer { leftBytes in
            right.bytes.withUnsafeBufferPointer { rightBytes in
                Bytes(rebasing: leftBytes[leftRange]).hasSameBytes(as: Bytes(rebasing: rightBytes[rightRange]))
            }
        }
    }
}
