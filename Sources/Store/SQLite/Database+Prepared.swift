import GRDB

/// Statements whose text is always the same: each connection prepares them once, which for the few rows of a page costs
/// more than running them.
///
/// Such a statement names its columns: behind a `*` stand those of the time when it was prepared.
extension Database {
    func executePrepared(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func preparedRows(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> [Row] {
        try Row.fetchAll(try cachedStatement(sql: sql), arguments: arguments)
    }

    func preparedRow(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws -> Row? {
        try Row.fetchOne(try cachedStatement(sql: sql), arguments: arguments)
    }

    func preparedValues<Value: DatabaseValueConvertible>(
        _ sql: String, _ arguments: StatementArguments = StatementArguments()
    ) throws -> [Value] {
        try Value.fetchAll(try cachedStatement(sql: sql), arguments: arguments)
    }

    func preparedValue<Value: DatabaseValueConvertible>(
        _ sql: String, _ arguments: StatementArguments = StatementArguments()
    ) throws -> Value? {
        try Value.fetchOne(try cachedStatement(sql: sql), arguments: arguments)
    }
}

/// Texts as the one argument of `IN (SELECT value FROM json_each(?))`, so that a statement's text is the same for any
/// number of them.
func listed(_ texts: [String]) -> String {
    var json = "["
    for text in texts {
        json += json.utf8.count == 1 ? "\"" : ",\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\":
                json += "\\"
                json.unicodeScalars.append(scalar)
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: json.unicodeScalars.append(scalar)
            }
        }
        json += "\""
    }
    return json + "]"
}
