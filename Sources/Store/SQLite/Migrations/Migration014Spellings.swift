extension Migration {
    /// Values that a search does not find by their column's index: folded, and noted after they were written.
    static let spellings = Migration(
        sql: """
            CREATE TABLE spelling (
                entity TEXT NOT NULL,
                record INTEGER NOT NULL,
                attribute TEXT NOT NULL,
                folded TEXT NOT NULL,
                PRIMARY KEY (entity, record, attribute)
            ) WITHOUT ROWID;
            CREATE INDEX spelling_folded ON spelling (entity, folded, record);
            """)
}
