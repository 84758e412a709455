/// Rows of one table by the row of another whose text they name.
struct GroupedRows {
    private var starts: [Int]
    private var members: [UInt32]

    /// - Parameter groups: the distinct texts; rows that name none of them are left out.
    init(_ names: TextColumn, by groups: TextColumn) {
        let index = KeyIndex(KeyColumn(literal: groups)) { $0 < $1 }
        let keys = KeyColumn(literal: names)
        var found = [UInt32](repeating: .max, count: keys.count)
        starts = [Int](repeating: 0, count: groups.count + 1)
        for row in 0..<keys.count where keys.hashes[row] != 0 {
            guard let group = index.find(keys, row)?.first else { continue }
            found[row] = group
            starts[Int(group) + 1] += 1
        }
        for group in 0..<groups.count { starts[group + 1] += starts[group] }
        members = [UInt32](repeating: 0, count: starts[groups.count])
        var free = starts
        for row in 0..<found.count where found[row] != .max {
            members[free[Int(found[row])]] = UInt32(row)
            free[Int(found[row])] += 1
        }
    }

    func rows(of group: Int) -> ArraySlice<UInt32> {
        members[starts[group]..<starts[group + 1]]
    }
}

extension KeyColumn {
    /// The texts themselves as keys.
    init(literal texts: TextColumn) {
        self.init(capacity: texts.count)
        texts.bytes.withUnsafeBufferPointer { all in
            for row in 0..<texts.count { append(Bytes(rebasing: all[texts.range(row)])) }
        }
    }
}
