extension Migration {
    /// What a person ruled out for a domain: an account, or with an empty account all of them, so that neither is
    /// suggested again.
    static let domainRefusals = Migration(
        sql: """
            CREATE TABLE domain_refusal (
                domain TEXT NOT NULL,
                account_id TEXT NOT NULL DEFAULT '',
                decided_by TEXT NOT NULL,
                decided_at INTEGER NOT NULL,
                reason TEXT,
                PRIMARY KEY (domain, account_id)
            ) WITHOUT ROWID;
            """)
}
