import Domain
import GRDB

/// Brings assigned domains that an earlier Crosswalk kept as somebody wrote them into the form that is compared (D§6).
///
/// That takes Swift, so it is no migration: it is done once, when a file that holds such rows is opened.
enum DomainForms {
    private static let note = "domains:in form"

    static func settle(in pool: DatabasePool) throws {
        guard try pool.read(isUnsettled) else { return }
        try pool.write { database in
            // Another process may have been quicker.
            guard try isUnsettled(database) else { return }
            for row in try Row.fetchAll(database, sql: "SELECT domain, account_id FROM domain_assignment") {
                let domain: String = row["domain"]
                // What has no form matches nothing; it can be taken back as it stands.
                guard let form = KeyNormaliser.website(.host).key(of: domain), form != domain else { continue }
                let account: String = row["account_id"]
                try database.execute(
                    sql: "DELETE FROM domain_assignment WHERE domain = ? AND account_id = ?",
                    arguments: [domain, account])
                try database.execute(
                    sql: "INSERT OR IGNORE INTO domain_assignment (domain, account_id) VALUES (?, ?)",
                    arguments: [form, account])
            }
            try database.execute(sql: "INSERT INTO setting (name, value) VALUES (?, '')", arguments: [note])
        }
    }

    private static func isUnsettled(_ database: Database) throws -> Bool {
        try Row.fetchOne(
            database,
            sql: """
                SELECT 1 WHERE EXISTS (SELECT 1 FROM domain_assignment)
                    AND NOT EXISTS (SELECT 1 FROM setting WHERE name = ?)
                """,
            arguments: [note]) != nil
    }
}
