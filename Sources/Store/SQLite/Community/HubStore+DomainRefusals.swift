package import Domain
import GRDB

extension HubStore {
    package func refuse(_ refusal: DomainRefusal) async throws {
        let form = try Self.form(ofDomain: refusal.domain)
        try await write { database in
            if let account = refusal.account,
                try Row.fetchOne(database, sql: "SELECT 1 FROM account WHERE id = ?", arguments: [account]) == nil
            {
                throw PlainError("There is no account \(account). Check the id with `crosswalk export accounts`.")
            }
            let assigned = try Row.fetchOne(
                database,
                sql: "SELECT 1 FROM domain_assignment WHERE domain = ?1 AND (?2 IS NULL OR account_id = ?2)",
                arguments: [form, refusal.account])
            guard assigned == nil else {
                throw PlainError("\(form) is assigned to \(refusal.account ?? "an account"). Take that back first.")
            }
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO domain_refusal (domain, account_id, decided_by, decided_at, reason)
                    VALUES (?, ?, ?, ?, ?)
                    """,
                arguments: [
                    form, refusal.account ?? "", refusal.author, refusal.at.milliseconds, refusal.reason,
                ])
        }
    }

    package func withdrawRefusals(ofDomain domain: String, account: String?) async throws -> Int {
        let form = try Self.form(ofDomain: domain)
        return try await write { database in
            try database.execute(
                sql: "DELETE FROM domain_refusal WHERE domain = ?1 AND (?2 IS NULL OR account_id = ?2)",
                arguments: [form, account])
            return database.changesCount
        }
    }

    package func refusals(
        ofDomains domains: [String]?, after place: DomainRefusal?, limit: Int
    ) async throws -> [DomainRefusal] {
        try await read { database in
            let chosen = domains.map { "AND d.domain IN (\($0.map { _ in "?" }.joined(separator: ", ")))" } ?? ""
            let arguments: StatementArguments = [place?.domain ?? "", place?.account ?? ""]
            return try Row.fetchAll(
                database,
                sql: """
                    SELECT d.*, a.name FROM domain_refusal d LEFT JOIN account a ON a.id = d.account_id
                    WHERE (d.domain, d.account_id) > (?, ?) \(chosen)
                    ORDER BY d.domain, d.account_id LIMIT ?
                    """,
                arguments: arguments + StatementArguments(domains ?? []) + [limit]
            ).map { DomainRefusal($0) }
        }
    }
}

extension Database {
    /// What was ruled out for domains that have been assigned all the same holds no longer: the later decision counts.
    ///
    /// Returns those domains.
    func withdrawRefusalsOfAssignedDomains() throws -> [String] {
        try String.fetchAll(
            self,
            sql: """
                DELETE FROM domain_refusal AS r WHERE EXISTS (
                    SELECT 1 FROM domain_assignment a WHERE a.domain = r.domain AND r.account_id IN ('', a.account_id))
                RETURNING domain
                """)
    }
}

extension DomainRefusal {
    fileprivate init(_ row: Row) {
        let account: String = row["account_id"]
        self.init(
            domain: row["domain"], account: account.isEmpty ? nil : account, author: row["decided_by"],
            at: Instant(milliseconds: row["decided_at"]), reason: row["reason"], accountName: row["name"])
    }
}
