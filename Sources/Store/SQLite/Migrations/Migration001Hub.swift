extension Migration {
    /// The hub's own records, its attributes, the journal and the bookmarks.
    ///
    /// `revision` counts changes: every transaction that changes records takes the next number, so that a stage finds
    /// what has changed since it last ran by an index.
    static let hub = Migration(
        sql: """
            CREATE TABLE revision (only INTEGER PRIMARY KEY CHECK (only = 1), last INTEGER NOT NULL);
            INSERT INTO revision VALUES (1, 0);

            CREATE TABLE account (
                key INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                name TEXT,
                website TEXT,
                salesforce_id TEXT,
                created_at INTEGER,
                revision INTEGER NOT NULL
            );
            CREATE INDEX account_revision ON account (revision);

            CREATE TABLE user (
                key INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                account_id TEXT,
                email TEXT,
                phone TEXT,
                salesforce_contact_id TEXT,
                first_name TEXT,
                last_name TEXT,
                title TEXT,
                type TEXT NOT NULL DEFAULT 'user',
                signed_up_at INTEGER,
                last_seen_at INTEGER,
                revision INTEGER NOT NULL
            );
            CREATE INDEX user_revision ON user (revision);
            CREATE INDEX user_account ON user (account_id, last_seen_at);

            CREATE TABLE person (
                key INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE,
                email TEXT,
                name TEXT,
                email_key TEXT,
                source TEXT NOT NULL DEFAULT 'import',
                revision INTEGER NOT NULL
            );
            CREATE INDEX person_email ON person (email_key);

            CREATE TABLE account_person (
                person_id TEXT NOT NULL,
                account_id TEXT NOT NULL,
                title TEXT,
                is_primary INTEGER NOT NULL DEFAULT 0,
                source TEXT NOT NULL DEFAULT 'import',
                PRIMARY KEY (person_id, account_id)
            ) WITHOUT ROWID;
            CREATE INDEX account_person_account ON account_person (account_id);

            CREATE TABLE domain_assignment (
                domain TEXT NOT NULL,
                account_id TEXT NOT NULL,
                PRIMARY KEY (domain, account_id)
            ) WITHOUT ROWID;

            CREATE TABLE attribute (
                entity TEXT NOT NULL,
                api_name TEXT NOT NULL COLLATE NOCASE,
                type TEXT NOT NULL,
                column_name TEXT NOT NULL,
                is_enabled INTEGER NOT NULL DEFAULT 1,
                PRIMARY KEY (entity, api_name)
            ) WITHOUT ROWID;

            CREATE TABLE mirror (
                object TEXT PRIMARY KEY COLLATE NOCASE,
                table_name TEXT NOT NULL,
                created_at INTEGER NOT NULL
            ) WITHOUT ROWID;

            CREATE TABLE mirror_field (
                object TEXT NOT NULL COLLATE NOCASE,
                field TEXT NOT NULL COLLATE NOCASE,
                column_name TEXT NOT NULL,
                type TEXT NOT NULL,
                is_calculated INTEGER NOT NULL,
                is_filled INTEGER NOT NULL DEFAULT 0,
                refreshed_at INTEGER,
                PRIMARY KEY (object, field)
            ) WITHOUT ROWID;

            CREATE TABLE mapping_hold (
                entity TEXT NOT NULL,
                record INTEGER NOT NULL,
                attribute TEXT NOT NULL,
                held_in INTEGER NOT NULL,
                PRIMARY KEY (entity, record, attribute)
            ) WITHOUT ROWID;

            CREATE TABLE bookmark (
                name TEXT PRIMARY KEY,
                value TEXT NOT NULL,
                moved_in INTEGER,
                moved_at INTEGER NOT NULL
            ) WITHOUT ROWID;

            CREATE TABLE setting (
                name TEXT PRIMARY KEY,
                value TEXT NOT NULL
            ) WITHOUT ROWID;

            CREATE TABLE connection (
                name TEXT PRIMARY KEY,
                status TEXT NOT NULL,
                reason TEXT,
                sealed_secrets BLOB,
                last_success_at INTEGER,
                last_error TEXT,
                records_processed INTEGER NOT NULL DEFAULT 0
            ) WITHOUT ROWID;

            CREATE TABLE run (
                number INTEGER PRIMARY KEY,
                trigger TEXT NOT NULL,
                stages TEXT NOT NULL,
                started_at INTEGER NOT NULL,
                ended_at INTEGER,
                state TEXT NOT NULL,
                reason TEXT
            );

            CREATE TABLE run_stage (
                run INTEGER NOT NULL,
                stage TEXT NOT NULL,
                entity TEXT NOT NULL DEFAULT '',
                started_at INTEGER NOT NULL,
                ended_at INTEGER,
                counts TEXT NOT NULL DEFAULT '{}',
                reason TEXT,
                PRIMARY KEY (run, stage, entity)
            ) WITHOUT ROWID;

            CREATE TABLE outcome (
                number INTEGER PRIMARY KEY,
                run INTEGER NOT NULL,
                stage TEXT NOT NULL,
                entity TEXT NOT NULL,
                record TEXT NOT NULL,
                code TEXT NOT NULL,
                field TEXT,
                before TEXT,
                after TEXT,
                reason TEXT
            );
            CREATE INDEX outcome_run ON outcome (run);
            """)
}
