extension Migration {
    /// Notes who vanishes, so that an association forgets what was known by them, and finds changed persons by an index.
    ///
    /// An account that vanishes makes the next association decide everybody.
    static let identityChanges = Migration(
        sql: """
            -- A loading that was broken off may have left the index to be built again by whoever comes next.
            DELETE FROM setting WHERE name = 'index:person_revision';
            CREATE INDEX IF NOT EXISTS person_revision ON person (revision);

            CREATE TRIGGER user_vanished AFTER DELETE ON user
            WHEN EXISTS (SELECT 1 FROM association_state)
            BEGIN
                INSERT OR IGNORE INTO identity_change VALUES ('user', old.id);
                INSERT OR IGNORE INTO identity_change
                    SELECT 'contact', salesforce_id FROM link
                    WHERE entity = 'user' AND record = old.key AND salesforce_id IS NOT NULL;
            END;
            CREATE TRIGGER account_vanished AFTER DELETE ON account
            BEGIN UPDATE association_state SET fingerprint = ''; END;
            """)
}
