/// Reads a formula by precedence; nil where the text is no formula, `position` being where it ends to make sense.
struct FormulaParser {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func parse() -> Formula.Expression? {
        let expression = binary(level: 0)
        skipSpace()
        return position == bytes.count ? expression : nil
    }

    /// Longer signs first, so that `<` does not hide `<=`.
    private static let levels = [
        ["||"], ["&&"], ["<=", ">=", "<>", "!=", "==", "=", "<", ">"], ["+", "-", "&"], ["*", "/"], ["^"],
    ]

    private mutating func binary(level: Int) -> Formula.Expression? {
        guard level < Self.levels.count else { return unary() }
        guard var left = binary(level: level + 1) else { return nil }
        while let sign = takeSign(Self.levels[level]) {
            guard let right = binary(level: level + 1) else { return nil }
            left = .binary(sign, left, right)
        }
        return left
    }

    private mutating func takeSign(_ signs: [String]) -> String? {
        skipSpace()
        for sign in signs where bytes[position...].starts(with: sign.utf8) {
            // A single & joins texts; two of them are a logical and, one level up.
            if sign == "&", bytes[position...].starts(with: "&&".utf8) { continue }
            position += sign.utf8.count
            return sign
        }
        return nil
    }

    private mutating func unary() -> Formula.Expression? {
        skipSpace()
        guard position < bytes.count else { return nil }
        switch bytes[position] {
        case UInt8(ascii: "-"):
            position += 1
            return unary().map { .unary("-", $0) }
        case UInt8(ascii: "!"):
            position += 1
            return unary().map { .unary("!", $0) }
        case UInt8(ascii: "("):
            position += 1
            let inner = binary(level: 0)
            return take(UInt8(ascii: ")")) ? inner : nil
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return quoted()
        case 0x30...0x39, UInt8(ascii: "."): return number()
        default: return name()
        }
    }

    private mutating func quoted() -> Formula.Expression? {
        let quote = bytes[position]
        var text: [UInt8] = []
        position += 1
        while position < bytes.count, bytes[position] != quote {
            if bytes[position] == UInt8(ascii: "\\"), position + 1 < bytes.count { position += 1 }
            text.append(bytes[position])
            position += 1
        }
        guard position < bytes.count else { return nil }
        position += 1
        return .literal(.text(String(decoding: text, as: UTF8.self)))
    }

    private mutating func number() -> Formula.Expression? {
        let start = position
        while position < bytes.count, (bytes[position] >= 0x30 && bytes[position] <= 0x39) || bytes[position] == 0x2E {
            position += 1
        }
        return Double(String(decoding: bytes[start..<position], as: UTF8.self)).map { .literal(.number($0)) }
    }

    private mutating func name() -> Formula.Expression? {
        let start = position
        while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
        guard position > start else { return nil }
        let name = String(decoding: bytes[start..<position], as: UTF8.self)
        skipSpace()
        if position < bytes.count, bytes[position] == UInt8(ascii: "(") {
            guard let function = FormulaFunction(rawValue: name.lowercased()) else { return nil }
            return arguments().map { .call(function, $0) }
        }
        switch name.lowercased() {
        case "true": return .literal(.flag(true))
        case "false": return .literal(.flag(false))
        case "null": return .literal(.null)
        default: return .field(name.split(separator: ".").map(String.init))
        }
    }

    private mutating func arguments() -> [Formula.Expression]? {
        position += 1
        var arguments: [Formula.Expression] = []
        if take(UInt8(ascii: ")")) { return arguments }
        while let argument = binary(level: 0) {
            arguments.append(argument)
            if take(UInt8(ascii: ")")) { return arguments }
            guard take(UInt8(ascii: ",")) else { return nil }
        }
        return nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count, bytes[position] <= 0x20 { position += 1 }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        byte == 0x5F || byte == 0x2E || (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
    }
}
