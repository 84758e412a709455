extension Migration {
    static let matching = Migration(sql: "")
}
