extension Migration {
    static let facts = Migration(sql: "")
}
