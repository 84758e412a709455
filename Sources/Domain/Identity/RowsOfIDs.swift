/// The rows of records by their ids, for files that refer to them.
///
/// Such files often keep the order of what they refer to, so the row of the last id and those after it are looked at
/// before any index, which is made only when that fails.
package struct RowsOfIDs {
    private let ids: TextColumn

    package static let none = UInt32.max

    package init(_ ids: TextColumn) {
        self.ids = ids
    }

    /// The row of each id; `none` where it is empty or unknown.
    package func rows(of wanted: TextColumn) -> [UInt32] {
        var rows = [UInt32](repeating: Self.none, count: wanted.count)
        let missed = ids.withView { own in wanted.withView { Self.follow($0, in: own, into: &rows) } }
        guard !missed.isEmpty else { return rows }
        let index = IDIndex(ids)
        ids.withView { own in wanted.withView { index.find(missed, of: $0, in: own, into: &rows) } }
        return rows
    }

    /// Finds what stands in the order of the records, for as long as all the looking costs less than an index; returns
    /// the places of the other ids.
    private static func follow(_ wanted: TextView, in own: TextView, into rows: inout [UInt32]) -> [UInt32] {
        var missed: [UInt32] = []
        var last = 0
        var effort = own.count * 2
        for place in 0..<wanted.count {
            let id = wanted[place]
            guard !id.isEmpty else { continue }
            var row = last
            let end = min(last + effort, own.count)
            while row < end, !own[row].isSame(as: id) { row += 1 }
            effort -= row - last
            if row < end {
                rows[place] = UInt32(truncatingIfNeeded: row)
                last = row
            } else {
                missed.append(UInt32(truncatingIfNeeded: place))
            }
        }
        return missed
    }
}

/// The first row of each id.
private struct IDIndex {
    private var slots: RowSlots

    init(_ ids: TextColumn) {
        slots = RowSlots(capacity: ids.count)
        ids.withView { own in
            for row in 0..<own.count where !own[row].isEmpty {
                let hash = keyHash(own[row])
                if slots.find(hash, where: { own[$0].isSame(as: own[row]) }) == nil { slots.insert(row, hash) }
            }
        }
    }

    /// Writes the rows of the ids at some places, which ascend.
    func find(_ places: [UInt32], of wanted: TextView, in own: TextView, into rows: inout [UInt32]) {
        // One record is often named several times in a row.
        let first = places.filter { $0 == 0 || !wanted[Int($0)].isSame(as: wanted[Int($0) - 1]) }
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: RowSlots.blockSize) { hashes in
            var start = 0
            while start < first.count {
                let block = start..<min(start + RowSlots.blockSize, first.count)
                for index in block { hashes[index - start] = keyHash(wanted[Int(first[index])]) }
                slots.touch(UnsafeBufferPointer(rebasing: hashes[..<block.count])) { Int(own[$0][0]) }
                for index in block {
                    let id = wanted[Int(first[index])]
                    let row = slots.find(hashes[index - start]) { own[$0].isSame(as: id) }
                    if let row { rows[Int(first[index])] = UInt32(truncatingIfNeeded: row) }
                }
                start = block.upperBound
            }
        }
        for place in places where place > 0 && wanted[Int(place)].isSame(as: wanted[Int(place) - 1]) {
            rows[Int(place)] = rows[Int(place) - 1]
        }
    }
}
