import Domain
import GRDB

/// One transaction that brings what is known of persons, names and domains up to date, and notes the members whom a
/// change concerns.
struct IdentityGathering {
    let database: Database
    /// The change number up to which records were gathered before; nothing the first time.
    let since: Int64?
    /// The object whose records are persons, as the mirror calls it.
    let contacts: String

    func run() throws {
        for name in ["email", "domain", "label"] {
            try database.execute(
                sql: "CREATE TEMP TABLE IF NOT EXISTS touched_\(name) (value TEXT PRIMARY KEY) WITHOUT ROWID")
            try database.execute(sql: "DELETE FROM temp.touched_\(name)")
        }
        try database.execute(sql: "CREATE TEMP TABLE IF NOT EXISTS changed_person (id TEXT PRIMARY KEY) WITHOUT ROWID")
        if since == nil { for table in ["identity", "account_key"] { try database.setIndexesAside(of: table) } }
        try gatherImported()
        try gatherProduct()
        try gatherSalesforce()
        try gatherNames()
        if since == nil { try database.restoreIndexes() }
        try gatherDomains()
        try noteMembers()
        try database.execute(sql: "DELETE FROM identity_change")
    }

    // MARK: Persons

    /// Of a person with a primary account, only that place is evidence.
    private func gatherImported() throws {
        try refresh(
            .imported,
            changed: [
                "SELECT id FROM person WHERE revision > :since",
                "SELECT value FROM identity_change WHERE kind = 'person'",
            ],
            places: [
                PlacesQuery(
                    columns: "p.id, p.email, ap.account_id, ap.is_primary", persons: "person p", id: "p.id",
                    joined: """
                        CROSS JOIN account_person ap ON ap.person_id = p.id
                        WHERE p.email IS NOT NULL AND (ap.is_primary OR NOT EXISTS (
                            SELECT 1 FROM account_person x WHERE x.person_id = p.id AND x.is_primary))
                        """)
            ])
    }

    private func gatherProduct() throws {
        try refresh(
            .product,
            changed: [
                "SELECT id FROM user WHERE revision > :since",
                "SELECT value FROM identity_change WHERE kind = 'user'",
            ],
            places: [
                PlacesQuery(
                    columns: "u.id, u.email, u.account_id, 0", persons: "user u", id: "u.id",
                    joined: "WHERE u.email IS NOT NULL AND u.account_id IS NOT NULL AND u.type = 'user'")
            ])
    }

    /// Contacts, once they are linked to one of our users, or their account to one of ours.
    private func gatherSalesforce() throws {
        guard
            let mirror = try String.fetchOne(
                database, sql: "SELECT table_name FROM mirror WHERE object = ?", arguments: [contacts])
        else { return }
        let table = quoted(mirror)
        let columns = Set(
            try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [mirror]))
        guard columns.contains("email") else { return }
        let changedLinks = "FROM link l INDEXED BY link_revision WHERE l.revision > :since AND l.entity"
        var changed = [
            "SELECT id FROM \(table) WHERE revision > :since",
            "SELECT value FROM identity_change WHERE kind = 'contact'",
            "SELECT l.salesforce_id \(changedLinks) = 'user' AND l.salesforce_id IS NOT NULL",
            "SELECT l.previous_id \(changedLinks) = 'user' AND l.previous_id IS NOT NULL",
            """
            SELECT l.salesforce_id FROM user u CROSS JOIN link l ON l.entity = 'user' AND l.record = u.key
            WHERE u.revision > :since AND l.salesforce_id IS NOT NULL
            """,
        ]
        let isThere = "m.email IS NOT NULL AND NOT m.is_deleted"
        var places = [
            PlacesQuery(
                columns: "m.id, m.email, u.account_id, 0", persons: "\(table) m", id: "m.id",
                joined: """
                    CROSS JOIN link l ON l.entity = 'user' AND l.salesforce_id = m.id
                    CROSS JOIN user u ON u.key = l.record WHERE u.account_id IS NOT NULL AND \(isThere)
                    """)
        ]
        if columns.contains("accountid") {
            places.append(
                PlacesQuery(
                    columns: "m.id, m.email, a.id, 0", persons: "\(table) m", id: "m.id",
                    joined: """
                        CROSS JOIN link l ON l.entity = 'account' AND l.salesforce_id = m.accountid
                        CROSS JOIN account a ON a.key = l.record WHERE \(isThere)
                        """))
            // The mirror has no index of accounts, so it is gone through, but only where links of accounts changed.
            changed.append(
                """
                SELECT m.id FROM \(table) m WHERE EXISTS (SELECT 1 \(changedLinks) = 'account') AND m.accountid IN (
                    SELECT l.salesforce_id \(changedLinks) = 'account'
                    UNION SELECT l.previous_id \(changedLinks) = 'account')
                """)
        }
        try refresh(.salesforce, changed: changed, places: places)
    }

    /// Takes the places of changed persons away and gathers them anew; of all persons the first time.
    private func refresh(_ source: PersonSource, changed: [String], places: [PlacesQuery]) throws {
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

    // MARK: Names and domains

    private func gatherNames() throws {
        let select = try RawStatement(database, "SELECT key, name, id FROM account WHERE revision > ?1")
        select.bind(1, integer: since ?? -1)
        var rows: [Int64] = []
        var names = TextColumn()
        var ids: [String] = []
        while try select.step() {
            rows.append(select.integer(0))
            names.append(select.bytes(1))
            if since != nil, let id = select.string(2) { ids.append(id) }
        }
        let keys = CompanyKeys(names)
        let known = try RawStatement(database, "SELECT whole, without_legal_form FROM account_key WHERE account = ?1")
        let put = try RawStatement(
            database, "INSERT OR REPLACE INTO account_key (account, whole, without_legal_form) VALUES (?1, ?2, ?3)")
        for row in rows.indices {
            let (whole, without) = (keys.whole[row], keys.withoutLegalForm[row])
            known.bind(1, integer: rows[row])
            let isKnown = try known.step()
            let before = isKnown ? [known.string(0), known.string(1)] : []
            known.reset()
            let after = [whole.isEmpty ? nil : whole, without.isEmpty ? nil : without]
            if isKnown, before == after { continue }
            put.bind(1, integer: rows[row])
            put.bind(2, string: whole)
            put.bind(3, string: without)
            try put.execute()
            guard since != nil else { continue }
            try touch("label", (before + after).compactMap(\.self))
            if !isKnown { try touchEvidence(ofAccount: ids[row]) }
        }
    }

    /// Whoever waits for an account that has come.
    private func touchEvidence(ofAccount id: String) throws {
        try database.execute(
            sql: "INSERT OR IGNORE INTO temp.touched_email SELECT email_key FROM identity WHERE account_id = ?",
            arguments: [id])
        try database.execute(
            sql: "INSERT OR IGNORE INTO temp.touched_domain SELECT domain FROM assigned_domain WHERE account_id = ?",
            arguments: [id])
    }

    private func gatherDomains() throws {
        let isChanged = since == nil ? "1" : "domain IN (SELECT value FROM identity_change WHERE kind = 'domain')"
        let isKnownChanged = since == nil ? "1" : "raw IN (SELECT value FROM identity_change WHERE kind = 'domain')"
        if since != nil {
            try database.execute(
                sql:
                    "INSERT OR IGNORE INTO temp.touched_domain SELECT domain FROM assigned_domain WHERE \(isKnownChanged)"
            )
        }
        try database.execute(sql: "DELETE FROM assigned_domain WHERE \(isKnownChanged)")
        let rows = try Row.fetchCursor(
            database, sql: "SELECT domain, account_id FROM domain_assignment WHERE \(isChanged)")
        let normaliser = KeyNormaliser.website(.host)
        while let row = try rows.next() {
            let raw: String = row["domain"]
            guard let domain = normaliser.key(of: raw) else { continue }
            try database.execute(
                sql: "INSERT OR REPLACE INTO assigned_domain (raw, account_id, domain) VALUES (?, ?, ?)",
                arguments: [raw, row["account_id"] as String, domain])
            if since != nil { try touch("domain", [domain]) }
        }
    }

    private func touch(_ kind: String, _ values: [String]) throws {
        for value in values {
            try database.execute(sql: "INSERT OR IGNORE INTO temp.touched_\(kind) VALUES (?)", arguments: [value])
        }
    }

    // MARK: Members

    private func noteMembers() throws {
        guard let since else { return }
        let sources = [
            "SELECT key FROM community_user WHERE revision > :since",
            "SELECT u.key FROM temp.touched_email t CROSS JOIN community_user u ON u.email_key = t.value",
            "SELECT u.key FROM temp.touched_domain t CROSS JOIN community_user u ON u.host = t.value",
            "SELECT u.key FROM temp.touched_domain t CROSS JOIN community_user u ON u.domain = t.value",
            "SELECT u.key FROM temp.touched_label t CROSS JOIN community_user u ON u.label = t.value",
            "SELECT CAST(value AS INTEGER) FROM identity_change WHERE kind = 'member'",
        ]
        for source in sources {
            try database.execute(
                sql: "INSERT OR IGNORE INTO association_pending \(source)",
                arguments: source.contains(":since") ? ["since": since] : [:])
        }
    }
}

/// Finds persons' places at accounts: of all persons, or of those in `temp.changed_person`.
private struct PlacesQuery {
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
