/// Where a text stops being JSON.
package struct JSONFault: Error, Sendable, Hashable {
    /// In bytes from the start.
    package let position: Int
    package let reason: String
}

extension JSON {
    /// Reads one value that fills the whole text; at most 64 levels deep.
    ///
    /// - Parameter takesAnyNumber: `NaN` and `Infinity`, which Python writes, and numbers beyond a double's range are
    ///   doubles that are not finite; a whole number beyond 64 bits is the text of its digits, for it may be an id.
    package init(bytes: UnsafeRawBufferPointer, takesAnyNumber: Bool = false) throws(JSONFault) {
        var reader = JSONReader(text: bytes, takesAnyNumber: takesAnyNumber)
        self = try reader.whole()
    }

    package init(_ text: String) throws(JSONFault) {
        var text = text
        let result: Result<JSON, JSONFault> = text.withUTF8 { bytes in
            do throws(JSONFault) {
                return .success(try JSON(bytes: UnsafeRawBufferPointer(bytes)))
            } catch {
                return .failure(error)
            }
        }
        self = try result.get()
    }
}

/// A reader of RFC 8259, strict but for numbers, where any are taken.
private struct JSONReader {
    let text: UnsafeRawBufferPointer
    let takesAnyNumber: Bool
    var position = 0
    private static let deepest = 64

    init(text: UnsafeRawBufferPointer, takesAnyNumber: Bool) {
        self.text = text
        self.takesAnyNumber = takesAnyNumber
    }

    mutating func whole() throws(JSONFault) -> JSON {
        let value = try value(depth: 0)
        skipBlanks()
        guard position == text.count else { throw fault("something follows the value") }
        return value
    }

    private func fault(_ reason: String) -> JSONFault { JSONFault(position: position, reason: reason) }

    private mutating func skipBlanks() {
        while position < text.count {
            switch text[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipBlanks()
        guard position < text.count, text[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSON {
        guard depth < Self.deepest else { throw fault("values nest too deep") }
        skipBlanks()
        guard position < text.count else { throw fault("the text ends early") }
        switch text[position] {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "N") where takesAnyNumber: return try word("NaN", .double(.nan))
        case UInt8(ascii: "I") where takesAnyNumber: return try word("Infinity", .double(.infinity))
        case UInt8(ascii: "-") where takesAnyNumber && text[position...].dropFirst().first == UInt8(ascii: "I"):
            return try word("-Infinity", .double(-.infinity))
        default: return try number()
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONFault) -> JSON {
        let length = word.utf8CodeUnitCount
        guard position + length <= text.count else { throw fault("the text ends early") }
        for index in 0..<length where text[position + index] != word.utf8Start[index] {
            throw fault("this is no JSON value")
        }
        position += length
        return value
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSON {
        position += 1
        var members: [(key: String, value: JSON)] = []
        if take("}") { return .object(members) }
        repeat {
            skipBlanks()
            guard position < text.count, text[position] == UInt8(ascii: "\"") else { throw fault("a key is missing") }
            let key = try string()
            guard take(":") else { throw fault("a colon is missing") }
            members.append((key, try value(depth: depth + 1)))
        } while take(",")
        guard take("}") else { throw fault("an object is not closed") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JSONFault) -> JSON {
        position += 1
        var elements: [JSON] = []
        if take("]") { return .array(elements) }
        repeat { elements.append(try value(depth: depth + 1)) } while take(",")
        guard take("]") else { throw fault("an array is not closed") }
        return .array(elements)
    }

    private mutating func number() throws(JSONFault) -> JSON {
        let start = position
        var isWhole = true
        if position < text.count, text[position] == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        digits: while position < text.count {
            switch text[position] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): position += 1
            case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"):
                isWhole = false
                position += 1
            default: break digits
            }
        }
        let digits = String(decoding: text[start..<position], as: UTF8.self)
        guard position > firstDigit, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[firstDigit]),
            position - firstDigit == 1 || text[firstDigit] != UInt8(ascii: "0") || !isWhole
        else { throw JSONFault(position: start, reason: "this is no JSON value") }
        if isWhole {
            if let number = Int64(digits) { return .integer(number) }
            if takesAnyNumber { return .string(digits) }
        }
        guard digits.last != ".", let number = Double(digits), number.isFinite || takesAnyNumber else {
            throw JSONFault(position: start, reason: "this is no number")
        }
        return .double(number)
    }

    private mutating func string() throws(JSONFault) -> String {
        position += 1
        let start = position
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\""):
                guard let plain = String(validating: text[start..<position], as: UTF8.self) else {
                    throw JSONFault(position: start, reason: "this is not UTF-8")
                }
                position += 1
                return plain
            case UInt8(ascii: "\\"): return try stringWithEscapes(from: start)
            case 0..<0x20: throw fault("a control character stands in a string")
            default: position += 1
            }
        }
        throw fault("a string is not closed")
    }

    private mutating func stringWithEscapes(from start: Int) throws(JSONFault) -> String {
        var bytes = Array(text[start..<position])
        while position < text.count {
            let byte = text[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let plain = String(validating: bytes, as: UTF8.self) else {
                    throw JSONFault(position: start, reason: "this is not UTF-8")
                }
                return plain
            case UInt8(ascii: "\\"): try escape(into: &bytes)
            case 0..<0x20: throw fault("a control character stands in a string")
            default: bytes.append(byte)
            }
        }
        throw fault("a string is not closed")
    }

    private mutating func escape(into bytes: inout [UInt8]) throws(JSONFault) {
        guard position < text.count else { throw fault("a string is not closed") }
        let byte = text[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(byte)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"): bytes += String(try scalar()).utf8
        default: throw fault("an escape is unknown")
        }
    }

    /// One escaped scalar, or two halves of one; a half alone becomes the replacement character.
    private mutating func scalar() throws(JSONFault) -> Character {
        let first = try hexadecimal()
        if (0xD800..<0xDC00).contains(first), position + 1 < text.count, text[position] == UInt8(ascii: "\\"),
            text[position + 1] == UInt8(ascii: "u")
        {
            let mark = position
            position += 2
            let second = try hexadecimal()
            if (0xDC00..<0xE000).contains(second) {
                let code = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
                return Character(Unicode.Scalar(code) ?? "\u{FFFD}")
            }
            position = mark
        }
        return Character(Unicode.Scalar(first) ?? "\u{FFFD}")
    }

    private mutating func hexadecimal() throws(JSONFault) -> UInt32 {
        guard position + 4 <= text.count,
            let code = UInt32(String(decoding: text[position..<position + 4], as: UTF8.self), radix: 16)
        else { throw fault("an escape is cut off") }
        position += 4
        return code
    }
}
