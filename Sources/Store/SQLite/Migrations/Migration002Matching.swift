extension Migration {
    /// Links, what people decided about them, and what an incremental match compares with.
    ///
    /// `record` is the key of our account or user. A link row stands for every record of ours that was ever decided;
    /// `salesforce_id` is null where it is not linked. `trail` says in four bits each what every rule said, in the
    /// order of `match_state.rules`. `their_value` is null where it is the same text as `our_value`. A row that vanishes has no revision, so it makes the
    /// next match decide everything; mirrors get a trigger of the same kind with their first match.
    static let matching = Migration(
        sql: """
            CREATE TABLE link (
                entity TEXT NOT NULL,
                record INTEGER NOT NULL,
                salesforce_id TEXT,
                decision TEXT NOT NULL,
                rule TEXT,
                rule_order INTEGER,
                our_value TEXT,
                their_value TEXT,
                candidate_count INTEGER NOT NULL,
                candidates TEXT,
                trail INTEGER NOT NULL,
                decided_by TEXT NOT NULL,
                since INTEGER NOT NULL,
                previous_id TEXT,
                decided_in INTEGER NOT NULL,
                digest INTEGER NOT NULL,
                revision INTEGER NOT NULL,
                PRIMARY KEY (entity, record)
            ) WITHOUT ROWID;
            CREATE INDEX link_target ON link (entity, salesforce_id) WHERE salesforce_id IS NOT NULL;
            CREATE INDEX link_revision ON link (revision);
            CREATE INDEX link_review ON link (entity, decision, record) WHERE decision IN ('ambiguous', 'ambiguous_pick');

            CREATE TABLE link_override (
                entity TEXT NOT NULL,
                record INTEGER NOT NULL,
                salesforce_id TEXT NOT NULL,
                verdict TEXT NOT NULL,
                decided_by TEXT NOT NULL,
                decided_at INTEGER NOT NULL,
                reason TEXT,
                revision INTEGER NOT NULL,
                PRIMARY KEY (entity, record, salesforce_id)
            ) WITHOUT ROWID;

            CREATE TABLE match_state (
                entity TEXT PRIMARY KEY,
                fingerprint TEXT NOT NULL,
                rules TEXT NOT NULL,
                revision INTEGER NOT NULL
            ) WITHOUT ROWID;

            CREATE TRIGGER account_gone AFTER DELETE ON account BEGIN
                UPDATE match_state SET fingerprint = '' WHERE entity = 'account';
            END;
            CREATE TRIGGER user_gone AFTER DELETE ON user BEGIN
                UPDATE match_state SET fingerprint = '';
            END;

            CREATE TABLE match_key (
                number INTEGER PRIMARY KEY,
                entity TEXT NOT NULL,
                side TEXT NOT NULL,
                columns INTEGER NOT NULL,
                rows BLOB NOT NULL,
                hashes BLOB NOT NULL
            );
            CREATE INDEX match_key_side ON match_key (entity, side, number);
            """)
}
