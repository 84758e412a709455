import Domain
import GRDB

extension IdentityGathering {
    /// Takes the places of changed persons away and gathers them anew; of all persons the first time.
    func refresh(_ source: PersonSource, changed: [String], places: [PlacesQuery]) throws {
        guard let since else {
            try database.execute(sql: "DELETE FROM identity WHERE source = ?", arguments: [source.rawValue])
            for query in places { try insert(query.all, source) }
            return
        }
        try database.execute(sql: "DELETE FROM temp.changed_person")
        for query in changed {
            try database.execute(
                sql: "INSERT OR IGNORE INTO temp.changed_person \(query)",
                arguments: query.contains(":since") ? ["since": since] : [:])
        }
        guard try Row.fetchOne(database, sql: "SELECT 1 FROM temp.changed_person LIMIT 1") != nil else { return }
        try touchEmails(of: source)
        try database.execute(
            sql: "DELETE FROM identity WHERE source = ? AND person IN (SELECT id FROM temp.changed_person)",
            arguments: [source.rawValue])
        for query in places { try insert(query.ofChanged, source) }
        try touchEmails(of: source)
    }

    private func touchEmails(of source: PersonSource) throws {
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO temp.touched_email SELECT i.email_key FROM temp.changed_person c
                CROSS JOIN identity i ON i.source = ? AND i.person = c.id
                """,
            arguments: [source.rawValue])
    }

    private func insert(_ rows: String, _ source: PersonSource) throws {
        let select = try RawStatement(database, rows)
        let insert = try RawStatement(
            database,
            "INSERT OR IGNORE INTO identity (source, person, account_id, email_key, is_primary) VALUES (?1, ?2, ?3, ?4, ?5)"
        )
        var key = KeyWriter()
        while try select.step() {
            EmailKeys.write(select.bytes(1), to: &key)
            guard key.count > 0 else { continue }
            insert.bind(1, string: source.rawValue)
            insert.bind(2, text: select.bytes(0))
            insert.bind(3, text: select.bytes(2))
            insert.bind(4, text: key.bytes)
            insert.bind(5, integer: select.integer(3))
            try insert.execute()
        }
    }
}

/// Finds persons' places at accounts: of all persons, or of those in `temp.changed_person`.
struct PlacesQuery {
    /// Person, address, account, whether it is the primary one.
    let columns: String
    /// The table of persons, with its short name.
    let persons: String
    let id: String
    /// What is joined to them, and under which conditions.
    let joined: String

    var all: String { "SELECT \(columns) FROM \(persons) \(joined)" }

    /// Crossed, so that SQLite begins with the few.
    var ofChanged: String {
        "SELECT \(columns) FROM temp.changed_person c CROSS JOIN \(persons) ON \(id) = c.id \(joined)"
    }
}
