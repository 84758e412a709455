import Domain
import GRDB

/// The kept key table of one side: a large first chunk, which stays where it lies in the file, and what came later.
///
/// A chunk is three blobs of numbers in the byte order of the machines that we run on: the rows, the columns of hashes one
/// after another, the digests. Later chunks are small (`HubStore.finishMatch`), and are held.
struct KeptKeys: ~Copyable {
    private let count: Int
    private let columnCount: Int
    private let rows: StoredBlob
    private let hashes: StoredBlob
    /// Nothing in chunks of long ago.
    private let digests: StoredBlob?
    private var later: KeyTable

    /// - Returns: nothing where no keys are kept.
    static func find(_ database: Database, _ entity: Entity, _ side: MatchSide) throws -> KeptKeys? {
        let chunks = try Row.fetchAll(
            database,
            sql: """
                SELECT number, columns, digests IS NOT NULL AS has_digests FROM match_key
                WHERE entity = ? AND side = ? ORDER BY number
                """,
            arguments: [entity.rawValue, side.rawValue])
        guard let first = chunks.first else { return nil }
        var kept = try KeptKeys(database, chunk: first)
        for chunk in chunks.dropFirst() { kept.later.apply(try KeptKeys(database, chunk: chunk).all()) }
        return kept
    }

    private init(_ database: Database, chunk: Row) throws {
        func blob(_ column: String) throws -> StoredBlob {
            try StoredBlob(database, table: "match_key", column: column, row: chunk["number"])
        }
        let columnCount: Int = chunk["columns"]
        let rows = try blob("rows")
        let hashes = try blob("hashes")
        let digests = chunk["has_digests"] == true ? try blob("digests") : nil
        count = rows.count / MemoryLayout<Int64>.size
        later = KeyTable(columnCount: columnCount)
        self.columnCount = columnCount
        self.rows = rows
        self.hashes = hashes
        self.digests = digests
    }

    /// The whole table in memory.
    func all() throws -> KeyTable {
        var table = try keys(at: Array(0..<count))
        table.apply(later)
        return table
    }

    /// The keys of some records, ascending; those that are not kept are left out.
    func keys(of wanted: [Int64]) throws -> KeyTable {
        var table = try keys(at: try places(of: wanted))
        table.apply(later.restricted(to: wanted))
        return table
    }

    /// The records with any key among the wanted hashes of its column, ascending.
    func rows(with wanted: [HashFilter]) throws -> [Int64] {
        var places: Set<Int> = []
        for (column, filter) in zip(0..<columnCount, wanted) where !filter.isEmpty {
            try hashes.forEachPart(of: UInt32.self, count, at: start(ofColumn: column)) { start, part in
                filter.forEachMatch(in: part) { places.insert(start + $0) }
            }
        }
        let found: [Int64] = try rows.integers(count, places: places.sorted())
        return (found.filter { !later.contains($0) } + later.rows(with: wanted)).sorted()
    }

    private func start(ofColumn column: Int) -> Int { column * count * MemoryLayout<UInt32>.size }

    /// Where in the first chunk some records are.
    private func places(of wanted: [Int64]) throws -> [Int] {
        guard !wanted.isEmpty else { return [] }
        var places: [Int] = []
        var next = 0
        try rows.forEachPart(of: Int64.self, count) { start, part in
            guard next < wanted.count, wanted[next] <= part[part.count - 1] else { return }
            for index in part.indices {
                while next < wanted.count, wanted[next] < part[index] { next += 1 }
                guard next < wanted.count else { return }
                if wanted[next] == part[index] { places.append(start + index) }
            }
        }
        return places
    }

    private func keys(at places: [Int]) throws -> KeyTable {
        KeyTable(
            rows: try rows.integers(count, places: places),
            columns: try (0..<columnCount).map { column in
                try hashes.integers(count, places: places, at: start(ofColumn: column))
            },
            digests: try digests(at: places))
    }

    private func digests(at places: [Int]) throws -> [UInt64] {
        switch digests {
        case .some(let digests): try digests.integers(count, places: places)
        case .none: [UInt64](repeating: 0, count: places.count)
        }
    }
}
