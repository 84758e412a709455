import Domain

/// As much of SOQL as the engine writes: comparisons joined by AND and OR, `IN` lists, an order.
struct ScriptedQuery {
    let object: String
    private(set) var order: [String] = []
    private var condition = Condition.all([])

    private indirect enum Condition {
        case all([Condition])
        case any([Condition])
        case compares(field: String, sign: String, value: String)
        case isIn(field: String, values: [String])
    }

    init(_ soql: String) throws {
        var tokens = Self.tokens(of: soql)[...]
        tokens = tokens.drop { $0 != "FROM" }.dropFirst()
        guard let object = tokens.popFirst() else { throw PlainError("MALFORMED_QUERY: \(soql)") }
        self.object = object
        if tokens.first == "WHERE" {
            tokens.removeFirst()
            condition = try Self.anyOf(&tokens)
        }
        if tokens.first == "ORDER" {
            tokens.removeFirst(2)
            order = tokens.filter { $0 != "," }
            tokens = []
        }
        guard tokens.isEmpty else { throw PlainError("MALFORMED_QUERY: \(soql), at \(tokens)") }
    }

    func accepts(_ row: [String: String]) -> Bool { Self.holds(condition, row) }

    private static func holds(_ condition: Condition, _ row: [String: String]) -> Bool {
        switch condition {
        case .all(let parts): return parts.allSatisfy { holds($0, row) }
        case .any(let parts): return parts.contains { holds($0, row) }
        case .isIn(let field, let values): return values.contains(row[field] ?? "")
        case .compares(let field, let sign, let value):
            let held = row[field] ?? ""
            return switch sign {
            case "=": held == value
            case "<": held < value
            case ">": held > value
            case ">=": held >= value
            default: held <= value
            }
        }
    }

    private static func anyOf(_ tokens: inout ArraySlice<String>) throws -> Condition {
        var parts = [try allOf(&tokens)]
        while tokens.first == "OR" {
            tokens.removeFirst()
            parts.append(try allOf(&tokens))
        }
        return .any(parts)
    }

    private static func allOf(_ tokens: inout ArraySlice<String>) throws -> Condition {
        var parts = [try single(&tokens)]
        while tokens.first == "AND" {
            tokens.removeFirst()
            parts.append(try single(&tokens))
        }
        return .all(parts)
    }

    private static func single(_ tokens: inout ArraySlice<String>) throws -> Condition {
        guard let field = tokens.popFirst() else { throw PlainError("MALFORMED_QUERY: ends in WHERE") }
        if field == "(" {
            let inner = try anyOf(&tokens)
            guard tokens.popFirst() == ")" else { throw PlainError("MALFORMED_QUERY: ) expected") }
            return inner
        }
        guard let sign = tokens.popFirst(), let value = tokens.popFirst() else {
            throw PlainError("MALFORMED_QUERY: \(field)")
        }
        guard sign == "IN" else { return .compares(field: field, sign: sign, value: value) }
        var values: [String] = []
        while let token = tokens.popFirst(), token != ")" {
            if token != "," { values.append(token) }
        }
        return .isIn(field: field, values: values)
    }

    private static func tokens(of soql: String) -> [String] {
        var tokens: [String] = []
        var word = ""
        var isQuoted = false
        func flush() {
            if !word.isEmpty { tokens.append(word) }
            word = ""
        }
        for character in soql {
            if character == "'" {
                isQuoted.toggle()
            } else if isQuoted {
                word.append(character)
            } else if character == " " {
                flush()
            } else if "(),".contains(character) {
                flush()
                tokens.append(String(character))
            } else {
                word.append(character)
            }
        }
        flush()
        return tokens
    }
}
