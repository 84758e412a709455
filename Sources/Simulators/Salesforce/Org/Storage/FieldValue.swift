/// What a field of a record holds.
enum FieldValue: Sendable, Equatable {
    case null
    /// Every kind of text, ids included.
    case text(String)
    case number(Double)
    case flag(Bool)
    /// UTC milliseconds.
    case instant(Int64)
    /// Days since 1970-01-01.
    case day(Int32)
    /// Milliseconds since midnight.
    case time(Int32)

    var isNull: Bool { self == .null }
}
