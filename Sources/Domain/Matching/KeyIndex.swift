/// Finds the records that carry a key: an open-addressing table over one key column of theirs.
///
/// Records of one key form a chain that begins with the oldest, whatever the order in which they came; the rest of the
/// chain has no order, so that a value shared by thousands costs no more than others.
struct KeyIndex: Sendable {
    /// The oldest record with a key, and how many there are; none where the count is 0.
    struct Found {
        var first: UInt32 = 0
        var count: UInt32 = 0
    }

    private let keys: KeyColumn
    /// The upper half of a key's hash above the number of the oldest record with it, which counts from 1; 0 is free.
    private let slots: [UInt64]
    /// The record after each in its chain. Empty while no key repeats.
    private let next: [UInt32]
    /// How many records are in the chain that begins with each. Empty while no key repeats.
    private let counts: [UInt32]

    /// So many records are looked up together, so that the machine waits for memory once and not for each.
    static let blockSize = 64

    /// - Parameters:
    ///   - held: the records to hold; nothing means all.
    ///   - precedes: whether one record is older than another.
    init(_ keys: KeyColumn, rows held: [UInt32]? = nil, precedes: (Int, Int) -> Bool) {
        let rows: [UInt32] = held ?? (0..<UInt32(keys.count)).filter { keys.hashes[Int($0)] != 0 }
        var size = 16
        while size < rows.count + rows.count / 2 { size *= 2 }
        var slots = [UInt64](repeating: 0, count: size)
        var chains = Chains()
        keys.withView { view in
            slots.withUnsafeMutableBufferPointer { slots in
                rows.withUnsafeBufferPointer { rows in
                    var start = 0
                    while start < rows.count {
                        let block = UnsafeBufferPointer(rebasing: rows[start..<min(start + Self.blockSize, rows.count)])
                        Self.touch(UnsafeBufferPointer(slots), block, view)
                        for row in block { Self.insert(Int(row), into: slots, &chains, view, precedes) }
                        start += block.count
                    }
                }
            }
        }
        self.keys = keys
        self.slots = slots
        next = chains.next
        counts = chains.counts
    }

    /// What is known of keys that several records have.
    private struct Chains {
        var next: [UInt32] = []
        var counts: [UInt32] = []
    }

    /// Asks memory for the slots of some records, then for where the keys lie that may be theirs.
    @inline(__always)
    private static func touch(
        _ slots: UnsafeBufferPointer<UInt64>, _ rows: UnsafeBufferPointer<UInt32>, _ asked: KeyView,
        key: (Int) -> Int = { _ in 0 }
    ) {
        let mask = slots.count - 1
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: rows.count) { seen in
            for index in rows.indices {
                let hash = asked.hashes[Int(rows[index])]
                let slot = slots[Int(truncatingIfNeeded: hash) & mask]
                seen[index] = (slot ^ hash) & upperHalf == 0 ? slot : 0
            }
            var all = 0
            for index in rows.indices where seen[index] != 0 { all &+= key(record(seen[index])) }
            withExtendedLifetime(all) {}
        }
    }

    private static let upperHalf: UInt64 = ~0xFFFF_FFFF

    @inline(__always)
    private static func record(_ slot: UInt64) -> Int { Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) - 1 }

    @inline(__always)
    private static func insert(
        _ row: Int, into slots: UnsafeMutableBufferPointer<UInt64>, _ chains: inout Chains, _ view: KeyView,
        _ precedes: (Int, Int) -> Bool
    ) {
        let hash = view.hashes[row]
        let mask = slots.count - 1
        let entry = hash & upperHalf | UInt64(truncatingIfNeeded: row + 1)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            if (slots[slot] ^ hash) & upperHalf == 0, view[record(slots[slot])].isSame(as: view[row]) { break }
            slot = (slot + 1) & mask
        }
        guard slots[slot] != 0 else {
            slots[slot] = entry
            return
        }
        if chains.next.isEmpty {
            chains.next = [UInt32](repeating: 0, count: view.hashes.count)
            chains.counts = [UInt32](repeating: 1, count: view.hashes.count)
        }
        let first = record(slots[slot])
        if precedes(row, first) {
            chains.next[row] = UInt32(truncatingIfNeeded: first)
            chains.counts[row] = chains.counts[first] + 1
            slots[slot] = entry
        } else {
            chains.next[row] = chains.next[first]
            chains.next[first] = UInt32(truncatingIfNeeded: row)
            chains.counts[first] += 1
        }
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
        keys.withView { mine in
            slots.withUnsafeBufferPointer { slots in
                // Each of these only waits for memory that the one before has asked for.
                Self.touch(slots, rows, other) { Int(mine[$0][0]) }
                for index in rows.indices { found[index] = find(other, Int(rows[index]), mine, slots) }
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

    @inline(__always)
    private func find(_ other: KeyView, _ row: Int, _ mine: KeyView, _ slots: UnsafeBufferPointer<UInt64>) -> Found {
        let hash = other.hashes[row]
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let first = Self.record(slots[slot])
            if (slots[slot] ^ hash) & Self.upperHalf == 0, mine[first].isSame(as: other[row]) {
                return Found(first: UInt32(truncatingIfNeeded: first), count: counts.isEmpty ? 1 : counts[first])
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
