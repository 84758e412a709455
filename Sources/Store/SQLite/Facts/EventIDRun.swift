import Domain
import GRDB

/// A sorted run of event id hashes, cut into pages by their top bits: page n holds those that begin with n.
struct EventIDRun {
    let number: Int64
    let count: Int
    /// How many bits choose the page.
    let bits: UInt64

    static let hashesPerPage = 256
    static let hashSize = 16

    /// Runs of one level are of like size: a level is four times the one below.
    var level: Int {
        var level = 0
        while count >> (16 + 2 * level) > 0 { level += 1 }
        return level
    }

    static func all(_ database: Database) throws -> [EventIDRun] {
        try Row.fetchAll(database, sql: "SELECT run, count, bits FROM event_id_run ORDER BY run").map {
            EventIDRun(number: $0["run"], count: $0["count"], bits: UInt64($0["bits"] as Int64))
        }
    }

    /// Clears the flag of every row, taken in ascending order of the hashes, whose hash is in the run.
    func markKnown(_ hashes: [FactHash], order: [UInt32], in isNew: inout [Bool], _ database: Database) throws {
        let pages = try pages(database)
        var position = 0
        while position < order.count, try pages.step() {
            let bytes = pages.bytes(0)
            let count = bytes.count / Self.hashSize
            var index = 0
            while index < count, position < order.count {
                let known = Self.hash(at: index, of: bytes)
                let row = Int(order[position])
                if hashes[row] < known {
                    position += 1
                } else if known < hashes[row] {
                    index += 1
                } else {
                    isNew[row] = false
                    position += 1
                }
            }
        }
        pages.reset()
    }

    /// The same for few rows: only the pages are read on which their hashes would be, each once.
    ///
    /// - Parameter page: selects a page by its key.
    func markKnown(
        _ hashes: [FactHash], order: [UInt32], in isNew: inout [Bool], _ page: borrowing RawStatement
    ) throws {
        var position = 0
        while position < order.count {
            let place = Self.page(of: hashes[Int(order[position])], bits)
            page.bind(1, integer: number << 32 | Int64(place))
            defer { page.reset() }
            let bytes = try page.step() ? page.bytes(0) : UnsafeBufferPointer(start: nil, count: 0)
            repeat {
                let row = Int(order[position])
                if Self.holds(hashes[row], bytes) { isNew[row] = false }
                position += 1
            } while position < order.count && Self.page(of: hashes[Int(order[position])], bits) == place
        }
    }

    private static func holds(_ hash: FactHash, _ page: UnsafeBufferPointer<UInt8>) -> Bool {
        var low = 0
        var high = page.count / hashSize
        while low < high {
            let middle = (low + high) / 2
            let found = Self.hash(at: middle, of: page)
            if found == hash { return true }
            if found < hash { low = middle + 1 } else { high = middle }
        }
        return false
    }

    private func pages(_ database: Database) throws -> RawStatement {
        let pages = try RawStatement(
            database, "SELECT hashes FROM event_id_page WHERE key >= ? AND key < ? ORDER BY key")
        pages.bind(1, integer: number << 32)
        pages.bind(2, integer: (number + 1) << 32)
        return pages
    }
}

extension EventIDRun {
    /// Writes ascending hashes as a new run.
    static func write(_ hashes: [FactHash], to database: Database) throws {
        guard !hashes.isEmpty else { return }
        let writer = try EventIDRunWriter(count: hashes.count, database)
        for hash in hashes { try writer.append(hash) }
        try writer.finish()
    }

    /// Makes several runs one.
    static func join(_ runs: [EventIDRun], in database: Database) throws {
        let writer = try EventIDRunWriter(count: runs.reduce(0) { $0 + $1.count }, database)
        var readers = try runs.map { EventIDRunReader(try $0.pages(database)) }
        for reader in readers { try reader.advance() }
        readers.removeAll { $0.head == nil }
        while var lowest = readers.first {
            for reader in readers.dropFirst() {
                if let hash = reader.head, let least = lowest.head, hash < least { lowest = reader }
            }
            if let hash = lowest.head { try writer.append(hash) }
            try lowest.advance()
            if lowest.head == nil { readers.removeAll { $0.head == nil } }
        }
        try writer.finish()
        for run in runs { try run.delete(from: database) }
    }

    private func delete(from database: Database) throws {
        try database.execute(
            sql: "DELETE FROM event_id_page WHERE key >= ? AND key < ?",
            arguments: [number << 32, (number + 1) << 32])
        try database.execute(sql: "DELETE FROM event_id_run WHERE run = ?", arguments: [number])
    }
}

extension EventIDRun {
    /// How many bits choose the page in a run of some size.
    static func bits(forCount count: Int) -> UInt64 {
        var bits: UInt64 = 0
        while count >> Int(bits) > hashesPerPage { bits += 1 }
        return bits
    }

    static func page(of hash: FactHash, _ bits: UInt64) -> UInt64 {
        bits == 0 ? 0 : hash.high >> (64 - bits)
    }

    /// Hashes are kept with their highest byte first, so that SQLite sorts them as we do.
    @inline(__always) static func hash(at index: Int, of bytes: UnsafeBufferPointer<UInt8>) -> FactHash {
        let words = UnsafeRawBufferPointer(bytes)
        let offset = index * hashSize
        return FactHash(
            high: UInt64(bigEndian: words.loadUnaligned(fromByteOffset: offset, as: UInt64.self)),
            low: UInt64(bigEndian: words.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self)))
    }

    @inline(__always) static func append(_ hash: FactHash, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: hash.high.bigEndian) { bytes.append(contentsOf: $0) }
        withUnsafeBytes(of: hash.low.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
