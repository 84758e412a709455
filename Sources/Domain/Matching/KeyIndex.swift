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

    /// The oldest record with a key, and how many there are; none where the count is 0.
    struct Found {
        var first: UInt32 = 0
        var count: UInt32 = 0
    }

    private let keys: KeyColumn
    private let slots: [Slot]
    /// The record after each in its chain. Empty while no key repeats.
    private let next: [UInt32]

    /// So many records are looked up together, so that the machine waits for memory once and not for each.
    static let blockSize = 64

    /// - Parameters:
    ///   - held: the records to hold; nothing means all.
    ///   - precedes: whether one record is older than another.
    init(_ keys: KeyColumn, rows held: [UInt32]? = nil, precedes: (Int, Int) -> Bool) {
        let rows: [UInt32] = held ?? (0..<UInt32(keys.count)).filter { keys.hashes[Int($0)] != 0 }
        var size = 16
        while size < rows.count + rows.count / 2 { size *= 2 }
        var slots = [Slot](repeating: Slot(), count: size)
        var next: [UInt32] = []
        let mask = size - 1
        keys.withView { view in
            slots.withUnsafeMutableBufferPointer { slots in
                var start = 0
                while start < rows.count {
                    let block = start..<min(start + Self.blockSize, rows.count)
                    Self.touch(slots, rows[block], view, mask)
                    for row in rows[block] { Self.insert(Int(row), into: slots, &next, view, mask, precedes) }
                    start = block.upperBound
                }
            }
        }
        self.keys = keys
        self.slots = slots
        self.next = next
    }

    /// Asks memory for the slots that are about to be visited.
    @inline(never)
    private static func touch(
        _ slots: UnsafeMutableBufferPointer<Slot>, _ rows: ArraySlice<UInt32>, _ view: KeyView, _ mask: Int
    ) {
        var all: UInt32 = 0
        for row in rows { all |= slots[Int(truncatingIfNeeded: view.hashes[Int(row)]) & mask].count }
        withExtendedLifetime(all) {}
    }

    @inline(__always)
    private static func insert(
        _ row: Int, into slots: UnsafeMutableBufferPointer<Slot>, _ next: inout [UInt32], _ view: KeyView, _ mask: Int,
        _ precedes: (Int, Int) -> Bool
    ) {
        let hash = view.hashes[row]
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot].hash != 0 {
            if slots[slot].hash == hash, view[Int(slots[slot].first)].isSame(as: view[row]) { break }
            slot = (slot + 1) & mask
        }
        guard slots[slot].hash != 0 else {
            slots[slot] = Slot(hash: hash, first: UInt32(truncatingIfNeeded: row), count: 1)
            return
        }
        if next.isEmpty { next = [UInt32](repeating: 0, count: view.hashes.count) }
        let first = Int(slots[slot].first)
        if precedes(row, first) {
            next[row] = UInt32(truncatingIfNeeded: first)
            slots[slot].first = UInt32(truncatingIfNeeded: row)
        } else {
            next[row] = next[first]
            next[first] = UInt32(truncatingIfNeeded: row)
        }
        slots[slot].count += 1
    }

    /// The oldest record with the key of `row` in `other`, and how many there are.
    func find(_ other: KeyColumn, _ row: Int) -> Found? {
        guard other.hashes[row] != 0 else { return nil }
        let found = other.withView { other in
            keys.withView { mine in slots.withUnsafeBufferPointer { find(other, row, mine, $0) } }
        }
        return found.count == 0 ? nil : found
    }

    /// The same for some rows, which all have keys; at most a block of them.
    func find(_ other: KeyView, _ rows: UnsafeBufferPointer<UInt32>, into found: UnsafeMutableBufferPointer<Found>) {
        let mask = slots.count - 1
        keys.withView { mine in
            slots.withUnsafeBufferPointer { slots in
                // Each loop only waits for memory that the one before has asked for.
                for index in rows.indices {
                    let slot = Int(truncatingIfNeeded: other.hashes[Int(rows[index])]) & mask
                    found[index] = Found(first: slots[slot].first, count: slots[slot].count)
                }
                var ends = 0
                for index in rows.indices where found[index].count != 0 {
                    ends &+= mine.ends[Int(found[index].first)]
                }
                withExtendedLifetime(ends) {}
                for index in rows.indices where found[index].count != 0 {
                    found[index] = find(other, Int(rows[index]), mine, slots)
                }
            }
        }
    }

    /// The same for a part of a column; rows without a key find none.
    func findAll(_ other: KeyColumn, _ part: Range<Int>) -> [Found] {
        let rows = part.filter { other.hashes[$0] != 0 }.map { UInt32(truncatingIfNeeded: $0) }
        var all = [Found](repeating: Found(), count: part.count)
        var block = [Found](repeating: Found(), count: Self.blockSize)
        other.withView { view in
            rows.withUnsafeBufferPointer { rows in
                all.withUnsafeMutableBufferPointer { all in
                    block.withUnsafeMutableBufferPointer { block in
                        var start = 0
                        while start < rows.count {
                            let end = min(start + Self.blockSize, rows.count)
                            find(view, UnsafeBufferPointer(rebasing: rows[start..<end]), into: block)
                            for index in start..<end { all[Int(rows[index]) - part.lowerBound] = block[index - start] }
                            start = end
                        }
                    }
                }
            }
        }
        return all
    }

    /// The records with one key, the oldest first.
    @inline(__always)
    func forEach(_ found: Found, _ body: (Int) -> Void) {
        var row = Int(found.first)
        for place in 0..<found.count {
            if place > 0 { row = Int(next[row]) }
            body(row)
        }
    }

    @inline(__always)
    private func find(_ other: KeyView, _ row: Int, _ mine: KeyView, _ slots: UnsafeBufferPointer<Slot>) -> Found {
        let hash = other.hashes[row]
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot].hash != 0 {
            if slots[slot].hash == hash, mine[Int(slots[slot].first)].isSame(as: other[row]) {
                return Found(first: slots[slot].first, count: slots[slot].count)
            }
            slot = (slot + 1) & mask
        }
        return Found()
    }

    /// The records with one key, given the oldest, which comes first, and their number.
    func rows(_ found: Found) -> [Int] {
        var rows = [Int(found.first)]
        rows.reserveCapacity(Int(found.count))
        while rows.count < found.count { rows.append(Int(next[rows[rows.count - 1]])) }
        return rows
    }
}
