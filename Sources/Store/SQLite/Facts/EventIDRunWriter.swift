import Domain
import GRDB

/// Writes ascending hashes as the pages of a new run.
final class EventIDRunWriter {
    private let run: Int64
    private let count: Int
    private let bits: UInt64
    private let insert: RawStatement
    private let database: Database
    private var page: UInt64 = 0
    private var bytes: [UInt8] = []

    init(count: Int, _ database: Database) throws {
        self.count = count
        self.database = database
        bits = EventIDRun.bits(forCount: count)
        run = try Int64.fetchOne(database, sql: "SELECT coalesce(max(run), 0) + 1 FROM event_id_run") ?? 1
        insert = try RawStatement(database, "INSERT INTO event_id_page (key, hashes) VALUES (?, ?)")
    }

    func append(_ hash: FactHash) throws {
        let page = EventIDRun.page(of: hash, bits)
        if page != self.page {
            try endPage()
            self.page = page
        }
        EventIDRun.append(hash, to: &bytes)
    }

    func finish() throws {
        try endPage()
        try database.execute(
            sql: "INSERT INTO event_id_run (run, count, bits) VALUES (?, ?, ?)",
            arguments: [run, count, Int64(bits)])
    }

    private func endPage() throws {
        guard !bytes.isEmpty else { return }
        insert.bind(1, integer: run << 32 | Int64(page))
        try bytes.withUnsafeBufferPointer { bytes in
            insert.bind(2, blob: bytes)
            try insert.execute()
        }
        bytes.removeAll(keepingCapacity: true)
    }
}
