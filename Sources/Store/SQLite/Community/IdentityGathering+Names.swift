import Domain
import GRDB

extension IdentityGathering {
    func gatherNames() throws {
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

    func gatherDomains() throws {
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
}
