import Domain
import GRDB

/// Which event ids are known, for one transaction: 128-bit hashes in sorted runs, and a small table of recent ones.
///
/// A big batch is sorted and merged once against each run, which reads every run from front to back; a small one looks
/// up single pages. Runs of like size are joined, so that there are never many.
struct EventIDIndex {
    /// Up to this many rows a batch looks up its ids on single pages.
    static let smallBatch = 4096
    /// This many recent ids become a run.
    private static let recentLimit = 65_536
    /// This many runs of like size become one.
    private static let runsPerLevel = 4

    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    /// Adds ids; returns for each whether it was new, the first of equal ones being so.
    func insert(_ hashes: [FactHash]) throws -> [Bool] {
        try hashes.count <= Self.smallBatch ? insertFew(hashes) : insertSorted(hashes)
    }

    private func insertFew(_ hashes: [FactHash]) throws -> [Bool] {
        let page = try RawStatement(database, "SELECT hashes FROM event_id_page WHERE key = ?")
        let insert = try RawStatement(database, "INSERT OR IGNORE INTO event_id_recent (hash) VALUES (?)")
        let order = HashOrder(hashes)
        var isNew = [Bool](repeating: true, count: hashes.count)
        order.markRepeated(hashes, in: &isNew)
        for run in try EventIDRun.all(database) { try run.markKnown(hashes, order: order.rows, in: &isNew, page) }
        var bytes: [UInt8] = []
        for row in order.rows where isNew[Int(row)] {
            bytes.removeAll(keepingCapacity: true)
            EventIDRun.append(hashes[Int(row)], to: &bytes)
            isNew[Int(row)] = try bytes.withUnsafeBufferPointer { bytes in
                insert.bind(1, blob: bytes)
                return try insert.execute() > 0
            }
        }
        // Counting costs more than a batch, so it is done about once in sixteen.
        if let first = hashes.first, first.low % 16 == 0 || hashes.count > 1024 {
            if try recentCount() >= Self.recentLimit { try flushRecent() }
        }
        return isNew
    }

    private func recentCount() throws -> Int {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM event_id_recent") ?? 0
    }

    /// Makes the recent ids a run.
    private func flushRecent() throws {
        let count = try recentCount()
        guard count > 0 else { return }
        var hashes: [FactHash] = []
        hashes.reserveCapacity(count)
        let rows = try RawStatement(database, "SELECT hash FROM event_id_recent ORDER BY hash")
        while try rows.step() { hashes.append(EventIDRun.hash(at: 0, of: rows.bytes(0))) }
        try EventIDRun.write(hashes, to: database)
        try database.execute(sql: "DELETE FROM event_id_recent")
        try joinRuns()
    }

    private func insertSorted(_ hashes: [FactHash]) throws -> [Bool] {
        try flushRecent()
        let order = HashOrder(hashes)
        var isNew = [Bool](repeating: true, count: hashes.count)
        order.markRepeated(hashes, in: &isNew)
        for run in try EventIDRun.all(database) { try run.markKnown(hashes, order: order.rows, in: &isNew, database) }
        var fresh: [FactHash] = []
        fresh.reserveCapacity(hashes.count)
        for row in order.rows where isNew[Int(row)] { fresh.append(hashes[Int(row)]) }
        try EventIDRun.write(fresh, to: database)
        try joinRuns()
        return isNew
    }

    /// Joins runs of one level into one of the next, as long as a level is full.
    private func joinRuns() throws {
        while true {
            let levels = Dictionary(grouping: try EventIDRun.all(database), by: \.level)
            guard let full = levels.filter({ $0.value.count >= Self.runsPerLevel }).min(by: { $0.key < $1.key })
            else { return }
            try EventIDRun.join(full.value, in: database)
        }
    }
}
