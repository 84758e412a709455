extension Migration {
    /// What explorers search and sort by.
    static let explorer = Migration(
        sql: """
            CREATE INDEX account_name ON account (name COLLATE NOCASE);
            CREATE INDEX user_email ON user (email COLLATE NOCASE);
            CREATE INDEX user_last_name ON user (last_name COLLATE NOCASE);
            """)
}
