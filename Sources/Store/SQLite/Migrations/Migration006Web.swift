extension Migration {
    /// People, sessions, keys, the audit log and the configuration's history.
    static let web = Migration(
        sql: """
            CREATE TABLE admin (
                id INTEGER PRIMARY KEY,
                email TEXT NOT NULL UNIQUE COLLATE NOCASE,
                name TEXT NOT NULL,
                role TEXT NOT NULL,
                password_hash TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                last_login_at INTEGER
            );

            CREATE TABLE session (
                token_hash BLOB PRIMARY KEY,
                admin INTEGER NOT NULL,
                opened_at INTEGER NOT NULL,
                seen_at INTEGER NOT NULL,
                notice TEXT
            ) WITHOUT ROWID;
            CREATE INDEX session_admin ON session (admin);

            CREATE TABLE api_key (
                id INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                scope TEXT NOT NULL,
                prefix TEXT NOT NULL,
                key_hash BLOB NOT NULL UNIQUE,
                created_by TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                revoked_at INTEGER
            );

            CREATE TABLE audit (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                at INTEGER NOT NULL,
                who TEXT NOT NULL,
                action TEXT NOT NULL,
                subject TEXT NOT NULL,
                detail TEXT NOT NULL
            );

            CREATE TABLE configuration_version (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                at INTEGER NOT NULL,
                who TEXT NOT NULL,
                text TEXT NOT NULL
            );

            -- What explorers search by.
            CREATE INDEX account_named ON account (name COLLATE NOCASE, id);
            CREATE INDEX user_emailed ON user (email COLLATE NOCASE, id);
            """)
}
