import Domain
import GRDB

/// One transaction that brings what is known of persons, names and domains up to date, and notes the members whom a
/// change concerns.
struct IdentityGathering {
    let database: Database
    /// The change number up to which records were gathered before; nothing the first time.
    let since: Int64?
    let settings: IdentitySettings

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
        if since == nil {
            try database.execute(
                sql: "DELETE FROM identity WHERE source = ?", arguments: [PersonSource.salesforce.rawValue])
        }
        guard
            let mirror = try String.fetchOne(
                database, sql: "SELECT table_name FROM mirror WHERE object = ? COLLATE NOCASE",
                arguments: [settings.contacts])
        else { return }
        let table = quoted(mirror)
        let email = MirrorField.columnName(of: settings.emailField)
        let columns = Set(
            try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [mirror]))
        guard columns.contains(email) else { return }
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
        let address = "m." + quoted(email)
        let isThere = "\(address) IS NOT NULL AND NOT m.is_deleted"
        var places = [
            PlacesQuery(
                columns: "m.id, \(address), u.account_id, 0", persons: "\(table) m", id: "m.id",
                joined: """
                    CROSS JOIN link l ON l.entity = 'user' AND l.salesforce_id = m.id
                    CROSS JOIN user u ON u.key = l.record WHERE u.account_id IS NOT NULL AND \(isThere)
                    """)
        ]
        if let owner = try database.ownerColumn(of: settings.contacts) {
            places.append(
                PlacesQuery(
                    columns: "m.id, \(address), a.id, 0", persons: "\(table) m", id: "m.id",
                    joined: """
                        CROSS JOIN link l ON l.entity = 'account' AND l.salesforce_id = m.\(quoted(owner))
                        CROSS JOIN account a ON a.key = l.record WHERE \(isThere)
                        """))
            // The mirror has no index of accounts, so it is gone through, but only where links of accounts changed.
            changed.append(
                """
                SELECT m.id FROM \(table) m WHERE EXISTS (SELECT 1 \(changedLinks) = 'account') AND m.\(quoted(owner)) IN (
                    SELECT l.salesforce_id \(changedLinks) = 'account'
                    UNION SELECT l.previous_id \(changedLinks) = 'account')
                """)
        }
        try refresh(.salesforce, changed: changed, places: places)
    }

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
