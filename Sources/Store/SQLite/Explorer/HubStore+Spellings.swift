import Domain
import GRDB

extension HubStore {
    /// So many records are looked at in one transaction, so that nobody waits long for the file.
    private static let spelledAtOnce = 4_000

    package func noteSpellings() async throws {
        for entity in Entity.allCases {
            repeat {
                let isBehind = try await read { try SpellingNotes.Place(in: $0, entity).isBehind(in: $0, entity) }
                guard isBehind else { break }
            } while try await write({ database in
                var notes = try SpellingNotes(database, entity)
                return try notes.goOn(for: Self.spelledAtOnce)
            })
        }
    }
}

/// Follows the records as they change, and notes what a search does not find by their columns' indexes.
private struct SpellingNotes: ~Copyable {
    private let database: Database
    private let entity: Entity
    private let columns: [ExplorerSQL.SearchedColumn]
    private let forget: RawStatement
    private let note: RawStatement
    private var place: Place
    /// The last record of which anything is noted: later ones have nothing to forget.
    private var lastNoted: Int64

    /// The last record that was looked at, in the order of changes.
    struct Place {
        var revision: Int64 = 0
        var key: Int64 = 0

        init(in database: Database, _ entity: Entity) throws {
            let text: String? = try database.preparedValue(
                "SELECT value FROM setting WHERE name = ?", [Self.name(entity)])
            let numbers = text?.split(separator: " ").compactMap { Int64($0) } ?? []
            guard numbers.count == 2 else { return }
            (revision, key) = (numbers[0], numbers[1])
        }

        func keep(in database: Database, _ entity: Entity) throws {
            try database.executePrepared(
                "INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)",
                [Self.name(entity), "\(revision) \(key)"])
        }

        func isBehind(in database: Database, _ entity: Entity) throws -> Bool {
            let table = quoted(entity.rawValue)
            return try database.preparedValue(
                """
                SELECT EXISTS (SELECT 1 FROM \(table) WHERE revision > ?1)
                    OR EXISTS (SELECT 1 FROM \(table) WHERE revision = ?1 AND key > ?2)
                """, [revision, key]) ?? false
        }

        private static func name(_ entity: Entity) -> String { "spellings:" + entity.rawValue }
    }

    init(_ database: Database, _ entity: Entity) throws {
        let place = try Place(in: database, entity)
        let lastNoted: Int64? = try database.preparedValue(
            "SELECT max(record) FROM spelling WHERE entity = ?", [entity.rawValue])
        let forget = try RawStatement(
            database, "DELETE FROM spelling WHERE entity = '\(entity.rawValue)' AND record = ?1")
        let note = try RawStatement(database, "INSERT INTO spelling VALUES ('\(entity.rawValue)', ?1, ?2, ?3)")
        self.database = database
        self.entity = entity
        self.place = place
        self.lastNoted = lastNoted ?? 0
        self.forget = forget
        self.note = note
        columns = ExplorerSQL.searched(entity)
    }

    /// - Returns: whether more records may remain.
    mutating func goOn(for limit: Int) throws -> Bool {
        // The rest of one change first: a large one is more than is looked at in one go.
        var count = try look("revision = ?1 AND key > ?2 ORDER BY key", limit)
        if count < limit { count += try look("revision > ?1 ORDER BY revision, key", limit - count) }
        try place.keep(in: database, entity)
        return count == limit
    }

    private mutating func look(_ condition: String, _ limit: Int) throws -> Int {
        let names = columns.map { quoted($0.name) }.joined(separator: ", ")
        let rows = try RawStatement(
            database,
            "SELECT revision, key, \(names) FROM \(quoted(entity.rawValue)) WHERE \(condition) LIMIT \(limit)")
        rows.bind(1, integer: place.revision)
        rows.bind(2, integer: place.key)
        var count = 0
        while try rows.step() {
            (place.revision, place.key) = (rows.integer(0), rows.integer(1))
            count += 1
            if place.key <= lastNoted {
                forget.bind(1, integer: place.key)
                try forget.execute()
            }
            for (index, column) in columns.enumerated() {
                let value = rows.bytes(Int32(index + 2))
                guard let folded = SearchKey.exception(value, foldsASCII: column.foldsASCII) else { continue }
                note.bind(1, integer: place.key)
                note.bind(2, string: column.name)
                note.bind(3, string: folded)
                try note.execute()
                lastNoted = max(lastNoted, place.key)
            }
        }
        return count
    }
}
