extension Migration {
    /// Erased members by when they were erased: coverage asks for those since the last count, and would otherwise look at
    /// every member who changed.
    static let erasedMembers = Migration(
        sql: "CREATE INDEX community_user_erased ON community_user (revision) WHERE is_erased;")
}
