/// A parsed SOSL search: the term, where to look, and what to return of each object.
struct SOSLQuery {
    /// What RETURNING says of one object: its name and a query over it.
    struct Target {
        let object: String
        let soql: String
    }

    var term = ""
    var group = "ALL"
    var targets: [Target] = []
    var limit: Int?

    init(term: String) throws(SalesforceFault) {
        self.term = term
        guard SearchTerm(term).isLongEnough else {
            throw SalesforceFault("MALFORMED_SEARCH", "search term must be longer than one character: \(term)")
        }
    }

    init(parsing text: String) throws(SalesforceFault) {
        var reader = SOSLReader(text)
        guard reader.take("FIND"), let term = reader.braced() else {
            throw SalesforceFault(
                "MALFORMED_SEARCH", "No search term found. The search term must be enclosed in braces.")
        }
        try self.init(term: term)
        if reader.take("IN") {
            group = reader.word().uppercased()
            guard ["ALL", "NAME", "EMAIL", "PHONE", "SIDEBAR"].contains(group), reader.take("FIELDS") else {
                throw reader.malformed()
            }
        }
        if reader.take("RETURNING") {
            repeat {
                let object = reader.word()
                guard !object.isEmpty else { throw reader.malformed() }
                targets.append(Target(object: object, soql: Self.soql(object, reader.bracketed())))
            } while reader.take(",")
        }
        while reader.take("WITH") { reader.skip(to: ["LIMIT", "WITH", "UPDATE"]) }
        if reader.take("LIMIT") {
            guard let count = Int(reader.word()) else { throw reader.malformed() }
            limit = count
        }
        if reader.take("UPDATE") { reader.skip(to: []) }
        guard reader.isAtEnd else { throw reader.malformed() }
    }

    /// `Name, Phone WHERE … LIMIT 5` as a query; the fields may be left out.
    private static func soql(_ object: String, _ inside: String?) -> String {
        guard let inside, !inside.allSatisfy(\.isWhitespace) else { return "SELECT Id FROM \(object)" }
        let tokens = (try? SOQLLexer.tokens(of: QueryText(text: inside))) ?? []
        let clauses: Set<String> = ["WHERE", "ORDER", "LIMIT", "OFFSET", "USING"]
        let start = tokens.first { clauses.contains($0.keyword) }?.position ?? inside.utf8.count
        let fields = String(decoding: Array(inside.utf8.prefix(start)), as: UTF8.self)
        let rest = String(decoding: Array(inside.utf8.dropFirst(start)), as: UTF8.self)
        return "SELECT \(fields.allSatisfy(\.isWhitespace) ? "Id" : fields) FROM \(object) \(rest)"
    }
}

/// Reads a SOSL text word by word.
private struct SOSLReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    private mutating func skipSpace() {
        while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
    }

    var isAtEnd: Bool { bytes[position...].allSatisfy { $0 <= 0x20 } }

    func malformed() -> SalesforceFault {
        let rest = String(decoding: bytes[position...].prefix(20), as: UTF8.self)
        return SalesforceFault("MALFORMED_SEARCH", "unexpected token: '\(rest)' at position \(position + 1)")
    }

    mutating func take(_ keyword: String) -> Bool {
        skipSpace()
        let end = position + keyword.utf8.count
        guard end <= bytes.count, zip(bytes[position..<end], keyword.utf8).allSatisfy({ $0 & 0xDF == $1 & 0xDF }) else {
            return false
        }
        if keyword != ",", end < bytes.count, Self.isWordByte(bytes[end]) { return false }
        position = end
        return true
    }

    mutating func word() -> String {
        skipSpace()
        let start = position
        while position < bytes.count, Self.isWordByte(bytes[position]) { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        byte == 0x5F || (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
    }

    /// What stands in braces, escapes kept.
    mutating func braced() -> String? {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "{") else { return nil }
        let start = position + 1
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "}") { end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1 }
        guard end < bytes.count else { return nil }
        position = end + 1
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// What stands in round brackets, quoted brackets aside.
    mutating func bracketed() -> String? {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "(") else { return nil }
        let start = position + 1
        var depth = 0
        var isQuoted = false
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\\") where isQuoted: position += 1
            case UInt8(ascii: "'"): isQuoted.toggle()
            case UInt8(ascii: "(") where !isQuoted: depth += 1
            case UInt8(ascii: ")") where !isQuoted: depth -= 1
            default: break
            }
            position += 1
            if depth == 0 { return String(decoding: bytes[start..<position - 1], as: UTF8.self) }
        }
        return nil
    }

    mutating func skip(to keywords: [String]) {
        while !isAtEnd {
            skipSpace()
            let before = position
            if keywords.contains(where: { take($0) }) {
                position = before
                return
            }
            while position < bytes.count, bytes[position] > 0x20 { position += 1 }
        }
    }
}
