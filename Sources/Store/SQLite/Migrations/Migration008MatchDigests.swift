extension Migration {
    /// A digest of every record that was matched, so that a change of what no rule reads is passed over.
    static let matchDigests = Migration(sql: "ALTER TABLE match_key ADD COLUMN digests BLOB;")
}
