/// Reads a filter: `has account and ARR >= 50000 and segment = "Enterprise" and active in 30 days`.
package struct AudienceParser {
    private let filter: String
    private let schema: AudienceSchema
    private let tokens: [AudienceTokens.Placed]
    private var index = 0
    /// How many brackets and negations are open, and how much was said so far: neither parser nor database goes on for ever.
    private var depth = 0
    private var conditions = 0

    /// The leaf among them; SQLite's parser holds so many at once, whatever stands between them.
    private static let deepest = 13
    private static let mostConditions = 500
    private static let mostValues = 10_000

    /// - Throws: `AudienceError`, which points at the character.
    package static func parse(_ filter: String, schema: AudienceSchema) throws(AudienceError) -> AudienceFilter {
        var parser = AudienceParser(filter: filter, schema: schema, tokens: try AudienceTokens.scan(filter))
        guard parser.token != .end else {
            throw AudienceError(filter, at: 0, "it is empty; write for instance: has account")
        }
        let result = try parser.any()
        guard parser.token == .end else { throw parser.fault("expected and, or, or the end") }
        return result
    }

    private init(filter: String, schema: AudienceSchema, tokens: [AudienceTokens.Placed]) {
        self.filter = filter
        self.schema = schema
        self.tokens = tokens
    }

    private var token: AudienceTokens.Token { tokens[index].token }

    private func fault(_ message: String) -> AudienceError {
        AudienceError(filter, at: tokens[index].position, message)
    }

    /// Takes a word of the language, whatever its case.
    private mutating func take(_ word: String) -> Bool {
        guard case .word(let text) = token, text.lowercased() == word else { return false }
        index += 1
        return true
    }

    private mutating func take(sign: String) -> Bool {
        guard token == .sign(sign) else { return false }
        index += 1
        return true
    }

    private mutating func any() throws(AudienceError) -> AudienceFilter {
        var parts = [try all()]
        while take("or") { parts.append(try all()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func all() throws(AudienceError) -> AudienceFilter {
        var parts = [try one()]
        while take("and") { parts.append(try one()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func one() throws(AudienceError) -> AudienceFilter {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else {
            throw fault("more than \(Self.deepest - 1) brackets and negations are open")
        }
        if take("not") { return .not(try one()) }
        if take(sign: "(") {
            let inner = try any()
            guard take(sign: ")") else { throw fault("a bracket is not closed; expected )") }
            return inner
        }
        conditions += 1
        guard conditions <= Self.mostConditions else {
            throw fault("there are more than \(Self.mostConditions) conditions; in (…) takes many values at once")
        }
        if take("has") { return try possession() }
        if case .word(let word) = token, word.lowercased() == "active", case .word(let next) = tokens[index + 1].token,
            next.lowercased() == "in"
        {
            index += 2
            return try activity()
        }
        return try comparison()
    }

    private mutating func possession() throws(AudienceError) -> AudienceFilter {
        guard case .word(let word) = token, let possession = AudienceFilter.Possession(rawValue: word.lowercased())
        else {
            throw fault(
                "after has, write \(AudienceFilter.Possession.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        index += 1
        return .has(possession)
    }

    private mutating func activity() throws(AudienceError) -> AudienceFilter {
        guard case .number(let days) = token, days >= 1, days == days.rounded(), days < 100_000 else {
            throw fault("after active in, write a whole number of days")
        }
        index += 1
        guard take("days") || take("day") else { throw fault("expected days") }
        return .active(days: Int(days))
    }

    private mutating func comparison() throws(AudienceError) -> AudienceFilter {
        guard case .word(let name) = token else {
            throw fault("expected the name of a field, has, active in, not or (")
        }
        guard let field = schema.field(name) else {
            let hint =
                schema.nearest(to: name).map { "; did you mean \($0)?" }
                ?? "; `crosswalk audience --fields` lists the fields"
            throw fault("there is no field \(name)\(hint)")
        }
        index += 1
        if take("is") {
            let isNegated = take("not")
            guard take("set") else { throw fault("expected set") }
            return isNegated ? .not(.isSet(field)) : .isSet(field)
        }
        if take("contains") {
            guard field.kind == .text || field.kind == .list else {
                throw fault("\(field.name) is \(field.kind.rawValue); contains looks into texts and lists")
            }
            guard case .text(let text) = token else { throw fault("expected a text in quotes") }
            index += 1
            return .contains(field, text)
        }
        let isNegated = take("not")
        if take("in") {
            let list = AudienceFilter.oneOf(field, try values(of: field))
            return isNegated ? .not(list) : list
        }
        guard !isNegated else { throw fault("expected in") }
        guard case .sign(let sign) = token, let comparison = AudienceFilter.Comparison(rawValue: sign) else {
            if field.kind == .boolean { return .compare(field, .equal, .boolean(true)) }
            throw fault("expected =, !=, <, <=, >, >=, in, contains or is set")
        }
        if field.kind == .list || (field.kind == .boolean && comparison != .equal && comparison != .notEqual) {
            throw fault("\(field.name) is \(field.kind.rawValue); it cannot be compared with \(sign)")
        }
        index += 1
        return .compare(field, comparison, try value(of: field))
    }

    private mutating func values(of field: AudienceField) throws(AudienceError) -> [AudienceValue] {
        guard field.kind != .list else { throw fault("\(field.name) is a list; write contains") }
        guard take(sign: "(") else { throw fault("expected ( and the values") }
        var values = [try value(of: field)]
        while take(sign: ",") {
            guard values.count < Self.mostValues else { throw fault("there are more than \(Self.mostValues) values") }
            values.append(try value(of: field))
        }
        guard take(sign: ")") else { throw fault("expected , or )") }
        return values
    }

    private mutating func value(of field: AudienceField) throws(AudienceError) -> AudienceValue {
        let value: AudienceValue? =
            switch (field.kind, token) {
            case (.text, .text(let text)): .text(text)
            case (.number, .number(let number)): .number(number)
            case (.boolean, .word(let word)) where ["true", "false"].contains(word.lowercased()):
                .boolean(word.lowercased() == "true")
            case (.instant, .text(let text)): Day(text).map { .day($0) } ?? Instant(iso8601: text).map { .instant($0) }
            default: nil
            }
        guard let value else {
            let example =
                switch field.kind {
                case .text, .list: "a text in quotes"
                case .number: "a number without quotes"
                case .boolean: "true or false"
                case .instant: "a day such as 2026-05-01"
                }
            throw fault("\(field.name) is \(field.kind.rawValue): write \(example)")
        }
        index += 1
        return value
    }
}
