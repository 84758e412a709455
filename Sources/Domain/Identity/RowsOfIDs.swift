/// The rows of records by their ids, for files that refer to them.
///
/// Such files mostly keep the order of what they refer to, or name one record many times in a row: the row of the last id
/// and those right after it are looked at before any index, which is made only when that fails.
struct RowsOfIDs {
    private let ids: TextColumn

    static let none = UInt32.max
    /// So far ahead the next row is looked for, as long as all the looking costs less than an index.
    private static let lookAhead = 256

    init(_ ids: TextColumn) {
        self.ids = ids
    }

    /// The row of each id; `none` where it is empty or unknown.
    func rows(of wanted: TextColumn) -> [UInt32] {
        var rows = [UInt32](repeating: Self.none, count: wanted.count)
        var missed: [Int] = []
        /// Places whose id is that of the place before, which was missed.
        var repeated: [Int] = []
        ids.bytes.withUnsafeBufferPointer { own in
            wanted.bytes.withUnsafeBufferPointer { theirs in
                var last = 0
                var effort = ids.count * 2
                for place in 0..<wanted.count {
                    let id = Bytes(rebasing: theirs[wanted.range(place)])
                    guard !id.isEmpty else { continue }
                    var row = last
                    let end = min(last + min(Self.lookAhead, effort), ids.count)
                    while row < end, !Bytes(rebasing: own[ids.range(row)]).isSame(as: id) { row += 1 }
                    effort -= row - last
                    guard row < end else {
                        let isRepeated = place > 0 && Bytes(rebasing: theirs[wanted.range(place - 1)]).isSame(as: id)
                        if isRepeated { repeated.append(place) } else { missed.append(place) }
                        continue
                    }
                    rows[place] = UInt32(truncatingIfNeeded: row)
                    last = row
                }
            }
        }
        if !missed.isEmpty { find(missed, of: wanted, &rows) }
        for place in repeated { rows[place] = rows[place - 1] }
        return rows
    }

    private func find(_ missed: [Int], of wanted: TextColumn, _ rows: inout [UInt32]) {
        let index = KeyIndex(KeyColumn(literal: ids)) { $0 < $1 }
        var keys = KeyColumn(capacity: missed.count)
        wanted.bytes.withUnsafeBufferPointer { all in
            for place in missed { keys.append(Bytes(rebasing: all[wanted.range(place)])) }
        }
        for (found, place) in zip(index.findAll(keys, 0..<keys.count), missed) where found.count > 0 {
            rows[place] = found.first
        }
    }
}
