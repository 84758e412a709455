/// The hashes of one side's keys as they were when its links were last decided: what an incremental match compares
/// with, kept by the store.
///
/// Half of a key's hash is enough, for a chance agreement only makes a record be decided again; what lets a record
/// be passed over is its digest.
package struct KeyTable: Sendable {
    /// The store's numbers of the records, ascending.
    package private(set) var rows: [Int64] = []
    /// One column per kind of key; 0 where the record has no such key.
    package private(set) var columns: [[UInt32]]
    /// The digest of each record, see `RecordDigest`; 0 where it is gone or not known.
    package private(set) var digests: [UInt64] = []
    /// For each column the positions of the records that have such a key, by its hash; empty in a table that is not
    /// `indexed`.
    private var orders: [[UInt32]] = []

    package init(columnCount: Int) {
        columns = [[UInt32]](repeating: [], count: columnCount)
    }

    package init(rows: [Int64], columns: [[UInt32]], digests: [UInt64]) {
        self.rows = rows
        self.columns = columns
        self.digests = digests
    }

    init(_ rows: [Int64], _ keys: [KeyColumn], digests: [UInt64]) {
        self.rows = rows
        self.digests = digests
        columns = keys.map { column in
            column.count == rows.count ? column.hashes.map(Self.half) : [UInt32](repeating: 0, count: rows.count)
        }
    }

    package var count: Int { rows.count }

    /// The half of a hash that is kept.
    static func half(_ hash: UInt64) -> UInt32 {
        hash == 0 ? 0 : max(UInt32(truncatingIfNeeded: hash >> 32), 1)
    }

    /// Where a record is, if it is here.
    func position(of row: Int64) -> Int? {
        var (low, high) = (0, rows.count)
        while low < high {
            let middle = (low + high) / 2
            if rows[middle] < row { low = middle + 1 } else { high = middle }
        }
        return low < rows.count && rows[low] == row ? low : nil
    }

    /// The same table for one who asks it often for few keys: it need not pass every record any more.
    package func indexed() -> KeyTable {
        var table = self
        table.orders = columns.map { column in
            let places = column.indices.lazy.filter { column[$0] != 0 }.map { UInt64(column[$0]) << 32 | UInt64($0) }
            return places.sorted().map { UInt32(truncatingIfNeeded: $0) }
        }
        return table
    }

    /// Takes in records that all come after those that are here.
    package mutating func append(_ later: KeyTable) {
        orders = []
        rows += later.rows
        digests += later.digests
        for column in columns.indices { columns[column] += later.columns[column] }
    }

    /// Takes in newer hashes of some records, ascending like all tables.
    package mutating func apply(_ newer: KeyTable) {
        orders = []
        guard !rows.isEmpty else {
            self = newer
            return
        }
        var added: [Int] = []
        for index in 0..<newer.count {
            if let position = position(of: newer.rows[index]) {
                for column in columns.indices { columns[column][position] = newer.columns[column][index] }
                digests[position] = newer.digests[index]
            } else {
                added.append(index)
            }
        }
        guard !added.isEmpty else { return }
        let isSorted = (rows.last ?? .min) < newer.rows[added[0]]
        rows += added.map { newer.rows[$0] }
        digests += added.map { newer.digests[$0] }
        for column in columns.indices { columns[column] += added.map { newer.columns[column][$0] } }
        if !isSorted { sort() }
    }

    /// Its records that are in another table too.
    func restricted(to other: KeyTable) -> KeyTable {
        at(rows.indices.filter { other.position(of: rows[$0]) != nil })
    }

    /// Its records among some, ascending.
    package func restricted(to wanted: [Int64]) -> KeyTable { at(wanted.compactMap(position)) }

    package func contains(_ row: Int64) -> Bool { position(of: row) != nil }

    private func at(_ kept: [Int]) -> KeyTable {
        KeyTable(
            rows: kept.map { rows[$0] }, columns: columns.map { column in kept.map { column[$0] } },
            digests: kept.map { digests[$0] })
    }

    mutating func sort() {
        let order = rows.indices.sorted { rows[$0] < rows[$1] }
        rows = order.map { rows[$0] }
        digests = order.map { digests[$0] }
        columns = columns.map { column in order.map { column[$0] } }
    }

    /// Those of some records, ascending, of which anything that decides them is another than when the table was kept.
    ///
    /// - Parameter present: those of the records that are still there, ascending, with their digests now.
    func differing(_ touched: [Int64], from present: [Int64], _ now: [UInt64]) -> [Int64] {
        var next = 0
        return touched.filter { row in
            while next < present.count, present[next] < row { next += 1 }
            let isPresent = next < present.count && present[next] == row
            guard let position = position(of: row) else { return isPresent }
            return !isPresent || digests[position] != now[next]
        }
    }

    /// The records of which any key is among the wanted hashes of its column.
    package func rows(with wanted: [HashFilter]) -> [Int64] {
        guard orders.isEmpty else { return rowsByOrder(with: wanted) }
        var found: Set<Int> = []
        for (column, filter) in zip(columns, wanted) where !filter.isEmpty {
            column.withUnsafeBufferPointer { column in filter.forEachMatch(in: column) { found.insert($0) } }
        }
        return found.sorted().map { rows[$0] }
    }

    private func rowsByOrder(with wanted: [HashFilter]) -> [Int64] {
        var found: Set<UInt32> = []
        for (filter, (column, order)) in zip(wanted, zip(columns, orders)) {
            for hash in filter.hashes {
                var (low, high) = (0, order.count)
                while low < high {
                    let middle = (low + high) / 2
                    if column[Int(order[middle])] < hash { low = middle + 1 } else { high = middle }
                }
                while low < order.count, column[Int(order[low])] == hash {
                    found.insert(order[low])
                    low += 1
                }
            }
        }
        return found.sorted().map { rows[Int($0)] }
    }
}

/// Some half hashes, asked a million times.
package struct HashFilter {
    fileprivate private(set) var hashes: Set<UInt32> = []
    /// One bit per value of the lowest bits: nearly every question ends here.
    private var bits = [UInt64](repeating: 0, count: 1 << 14)

    package init() {}

    package var isEmpty: Bool { hashes.isEmpty }

    package mutating func insert(_ hash: UInt32) {
        guard hash != 0 else { return }
        hashes.insert(hash)
        bits[Int(hash >> 6) & (1 << 14 - 1)] |= 1 << UInt64(hash & 63)
    }

    /// Calls `body` with the place of each hash that is among the wanted ones.
    package func forEachMatch(in hashes: UnsafeBufferPointer<UInt32>, _ body: (Int) -> Void) {
        for index in hashes.indices where contains(hashes[index]) { body(index) }
    }

    @inline(__always)
    private func contains(_ hash: UInt32) -> Bool {
        bits[Int(hash >> 6) & (1 << 14 - 1)] & (1 << UInt64(hash & 63)) != 0 && hashes.contains(hash)
    }
}
