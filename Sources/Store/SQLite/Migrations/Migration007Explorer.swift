extension Migration {
    /// What explorers search and sort by, beside the indexes of names and e-mails.
    static let explorer = Migration(
        sql: """
            CREATE INDEX user_last_named ON user (last_name COLLATE NOCASE, id);
            """)
}
