/// Cuts a query into tokens.
struct SOQLLexer {
    private let bytes: [UInt8]
    private let query: QueryText
    private var position = 0

    static func tokens(of query: QueryText) throws(SalesforceFault) -> [SOQLToken] {
        var lexer = SOQLLexer(query)
        var tokens: [SOQLToken] = []
        repeat { tokens.append(try lexer.next()) } while tokens[tokens.count - 1].kind != .end
        return tokens
    }

    private init(_ query: QueryText) {
        self.query = query
        bytes = Array(query.text.utf8)
    }

    private mutating func next() throws(SalesforceFault) -> SOQLToken {
        while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
        guard position < bytes.count else { return SOQLToken(kind: .end, source: "<EOF>", position: bytes.count) }
        let start = position
        switch bytes[position] {
        case UInt8(ascii: "'"):
            let text = try quoted()
            return token(.text(text), from: start)
        case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"):
            position += 1
            while position < bytes.count, Self.isLiteralByte(bytes[position]) { position += 1 }
            return token(.literal, from: start)
        case let byte where Self.isNameByte(byte):
            while position < bytes.count, Self.isNameByte(bytes[position]) || bytes[position] == UInt8(ascii: ".") {
                position += 1
            }
            return token(.name, from: start)
        case UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "!"):
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "=") || bytes[position] == UInt8(ascii: ">") {
                position += 1
            }
            return token(.sign, from: start)
        case let byte where Self.signs.contains(byte):
            position += 1
            return token(.sign, from: start)
        default:
            throw query.unexpected(character: String(decoding: [bytes[position]], as: UTF8.self), at: position)
        }
    }

    private static let signs = Set("(),.:=*/%".utf8)

    private func token(_ kind: SOQLToken.Kind, from start: Int) -> SOQLToken {
        SOQLToken(kind: kind, source: String(decoding: bytes[start..<position], as: UTF8.self), position: start)
    }

    /// The content with its escapes resolved, but for `\%` and `\_`, which LIKE resolves.
    private mutating func quoted() throws(SalesforceFault) -> String {
        var text: [UInt8] = []
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "'") {
            if bytes[position] == UInt8(ascii: "\\") {
                try escape(into: &text)
            } else {
                text.append(bytes[position])
                position += 1
            }
        }
        guard position < bytes.count else {
            throw query.unclosed(by: "'")
        }
        position += 1
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func escape(into text: inout [UInt8]) throws(SalesforceFault) {
        guard position + 1 < bytes.count else { throw query.malformed("Illegal string escape", at: position) }
        let kind = bytes[position + 1]
        position += 2
        switch kind {
        case UInt8(ascii: "n"), UInt8(ascii: "N"): text.append(0x0A)
        case UInt8(ascii: "r"), UInt8(ascii: "R"): text.append(0x0D)
        case UInt8(ascii: "t"), UInt8(ascii: "T"): text.append(0x09)
        case UInt8(ascii: "b"), UInt8(ascii: "B"): text.append(0x08)
        case UInt8(ascii: "f"), UInt8(ascii: "F"): text.append(0x0C)
        case UInt8(ascii: "'"), UInt8(ascii: "\""): text.append(kind)
        case UInt8(ascii: "\\"): text += LikePattern.escapedBackslash
        case UInt8(ascii: "%"), UInt8(ascii: "_"): text += [UInt8(ascii: "\\"), kind]
        case UInt8(ascii: "u"):
            guard position + 4 <= bytes.count,
                let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16),
                let scalar = Unicode.Scalar(code)
            else { throw query.malformed("Illegal string escape", at: position - 2) }
            text += Array(String(scalar).utf8)
            position += 4
        default:
            throw query.malformed(
                "Invalid string literal '\(String(decoding: [kind], as: UTF8.self))'. Illegal character sequence in string literal.",
                at: position - 2)
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte == 0x5F || (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte >= 0x80
    }

    private static func isLiteralByte(_ byte: UInt8) -> Bool {
        isNameByte(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: "-")
    }
}
