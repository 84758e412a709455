/// A strict JSON reader that says where a text went wrong.
package struct JSONParser {
    /// What stopped the reader, with the position Salesforce's JSON_PARSER_ERROR names.
    package struct Failure: Error, Sendable {
        package let message: String
        package let line: Int
        package let column: Int
    }

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    private static let deepest = 512

    package static func parse(_ bytes: [UInt8]) throws(Failure) -> JSONValue {
        var parser = JSONParser(bytes)
        parser.skipSpace()
        let value = try parser.value()
        parser.skipSpace()
        guard parser.position == bytes.count else { throw parser.unexpected() }
        return value
    }

    /// Where the value of a member of the outermost object stands.
    static func place(of name: String, in bytes: [UInt8]) -> (line: Int, column: Int)? {
        var parser = JSONParser(bytes)
        parser.skipSpace()
        do throws(Failure) {
            repeat {
                parser.position += 1
                parser.skipSpace()
                let found = try parser.string()
                parser.skipSpace()
                parser.position += 1
                parser.skipSpace()
                if found == name {
                    let here = parser.failure("")
                    return (here.line, here.column)
                }
                _ = try parser.value()
                parser.skipSpace()
            } while parser.byte == UInt8(ascii: ",")
        } catch {
            return nil
        }
        return nil
    }

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    private var byte: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func skipSpace() {
        while byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func value() throws(Failure) -> JSONValue {
        guard depth < Self.deepest else { throw failure("too deeply nested") }
        switch byte {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try list()
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try word("true", .flag(true))
        case UInt8(ascii: "f"): return try word("false", .flag(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSONValue) throws(Failure) -> JSONValue {
        let length = text.utf8CodeUnitCount
        let matches = text.withUTF8Buffer { bytes.dropFirst(position).starts(with: $0) }
        guard matches else { throw unexpected() }
        position += length
        return value
    }

    private mutating func object() throws(Failure) -> JSONValue {
        position += 1
        depth += 1
        defer { depth -= 1 }
        var members: [JSONValue.Member] = []
        skipSpace()
        if byte == UInt8(ascii: "}") {
            position += 1
            return .object([])
        }
        while true {
            skipSpace()
            guard byte == UInt8(ascii: "\"") else { throw unexpected() }
            let name = try string()
            skipSpace()
            guard byte == UInt8(ascii: ":") else { throw unexpected() }
            position += 1
            skipSpace()
            members.append(JSONValue.Member(name: name, value: try value()))
            skipSpace()
            if byte == UInt8(ascii: "}") { break }
            guard byte == UInt8(ascii: ",") else { throw unexpected() }
            position += 1
        }
        position += 1
        return .object(members)
    }

    private mutating func list() throws(Failure) -> JSONValue {
        position += 1
        depth += 1
        defer { depth -= 1 }
        var values: [JSONValue] = []
        skipSpace()
        if byte == UInt8(ascii: "]") {
            position += 1
            return .list([])
        }
        while true {
            skipSpace()
            values.append(try value())
            skipSpace()
            if byte == UInt8(ascii: "]") { break }
            guard byte == UInt8(ascii: ",") else { throw unexpected() }
            position += 1
        }
        position += 1
        return .list(values)
    }

    private mutating func number() throws(Failure) -> JSONValue {
        let start = position
        if byte == UInt8(ascii: "-") { position += 1 }
        guard isDigit(byte) else { throw unexpected() }
        while isDigit(byte) { position += 1 }
        if byte == UInt8(ascii: ".") {
            position += 1
            guard isDigit(byte) else { throw unexpected() }
            while isDigit(byte) { position += 1 }
        }
        if byte | 0x20 == UInt8(ascii: "e") {
            position += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { position += 1 }
            guard isDigit(byte) else { throw unexpected() }
            while isDigit(byte) { position += 1 }
        }
        return .number(String(decoding: bytes[start..<position], as: UTF8.self))
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private mutating func string() throws(Failure) -> String {
        position += 1
        let start = position
        while position < bytes.count, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 {
            position += 1
        }
        guard byte == UInt8(ascii: "\\") else {
            guard byte == UInt8(ascii: "\"") else { throw unexpected() }
            let text = try text(bytes[start..<position])
            position += 1
            return text
        }
        var text = Array(bytes[start..<position])
        while byte != UInt8(ascii: "\"") {
            guard position < bytes.count, byte >= 0x20 else { throw unexpected() }
            if byte == UInt8(ascii: "\\") {
                try escape(into: &text)
            } else {
                text.append(byte)
                position += 1
            }
        }
        let whole = try self.text(text[...])
        position += 1
        return whole
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(Failure) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw failure("Invalid UTF-8") }
        return text
    }

    private mutating func escape(into text: inout [UInt8]) throws(Failure) {
        position += 1
        let kind = byte
        position += 1
        switch kind {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(kind)
        case UInt8(ascii: "u"): try unicode(into: &text)
        default: throw unexpected()
        }
    }

    private mutating func unicode(into text: inout [UInt8]) throws(Failure) {
        var code = try hex()
        if code >= 0xD800, code < 0xDC00, byte == UInt8(ascii: "\\"), position + 1 < bytes.count,
            bytes[position + 1] == UInt8(ascii: "u")
        {
            position += 2
            let low = try hex()
            guard low >= 0xDC00, low < 0xE000 else { throw unexpected() }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        text.append(contentsOf: String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
    }

    private mutating func hex() throws(Failure) -> UInt32 {
        guard position + 4 <= bytes.count,
            let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw unexpected() }
        position += 4
        return code
    }

    private func unexpected() -> Failure {
        guard position < bytes.count else { return failure("Unexpected end-of-input") }
        let shown = String(decoding: [byte], as: UTF8.self)
        return failure("Unexpected character ('\(shown)' (code \(byte)))")
    }

    private func failure(_ message: String) -> Failure {
        let before = bytes[..<min(position, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return Failure(message: message, line: line, column: column)
    }
}
