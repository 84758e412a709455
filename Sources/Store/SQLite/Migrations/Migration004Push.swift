extension Migration {
    static let push = Migration(sql: "")
}
