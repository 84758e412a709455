import Domain

/// The rows of a batch in the order of their hashes, equal ones in the order of the rows.
struct HashOrder {
    let rows: [UInt32]

    /// Hashes are spread evenly, so rows go into buckets by their top bits, and then only neighbours are sorted.
    init(_ hashes: [FactHash]) {
        var bits: UInt64 = 0
        while hashes.count >> Int(bits) > 16 { bits += 1 }
        let shift = 64 - bits
        var starts = [Int](repeating: 0, count: (1 << Int(bits)) + 1)
        for hash in hashes { starts[Self.bucket(hash, shift) + 1] += 1 }
        for index in 1..<starts.count { starts[index] += starts[index - 1] }
        var ordered = [UInt32](repeating: 0, count: hashes.count)
        for (row, hash) in hashes.enumerated() {
            let bucket = Self.bucket(hash, shift)
            ordered[starts[bucket]] = UInt32(row)
            starts[bucket] += 1
        }
        // Each start has moved to its bucket's end.
        var start = 0
        for end in starts.dropLast() {
            Self.sort(&ordered, start, end, hashes)
            start = end
        }
        rows = ordered
    }

    /// Clears the flag of every row whose hash an earlier row of the batch has.
    func markRepeated(_ hashes: [FactHash], in isNew: inout [Bool]) {
        guard rows.count > 1 else { return }
        for index in 1..<rows.count where hashes[Int(rows[index])] == hashes[Int(rows[index - 1])] {
            isNew[Int(rows[index])] = false
        }
    }

    @inline(__always) private static func bucket(_ hash: FactHash, _ shift: UInt64) -> Int {
        shift == 64 ? 0 : Int(truncatingIfNeeded: hash.high >> shift)
    }

    /// Insertion sort, which keeps equal rows in order.
    @inline(__always)
    private static func sort(_ rows: inout [UInt32], _ start: Int, _ end: Int, _ hashes: [FactHash]) {
        guard end - start > 1 else { return }
        for index in start + 1..<end {
            let row = rows[index]
            let hash = hashes[Int(row)]
            var place = index
            while place > start, hash < hashes[Int(rows[place - 1])] {
                rows[place] = rows[place - 1]
                place -= 1
            }
            rows[place] = row
        }
    }
}
