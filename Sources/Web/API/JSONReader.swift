/// A reader of RFC 8259, strict where not any value is taken.
struct JSONReader {
    let text: UnsafeBufferPointer<UInt8>
    let takesAnyValue: Bool
    var position = 0
    private static let deepest = 64

    init(text: UnsafeRawBufferPointer, takesAnyValue: Bool) {
        self.text = text.bindMemory(to: UInt8.self)
        self.takesAnyValue = takesAnyValue
    }

    mutating func whole() throws(JSONFault) -> JSON {
        let value = try value(depth: 0)
        skipBlanks()
        guard position == text.count else { throw fault("something follows the value") }
        return value
    }

    func fault(_ reason: String) -> JSONFault { JSONFault(position: position, reason: reason) }

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
        skipBlanks()
        guard position < text.count else { throw fault("the text ends early") }
        switch text[position] {
        case UInt8(ascii: "{") where depth == Self.deepest, UInt8(ascii: "[") where depth == Self.deepest:
            return try tooDeep()
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""):
            let start = position
            return try string().map { .string($0) } ?? unreadable(.notUTF8, from: start)
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "N") where takesAnyValue: return try word("NaN", .double(.nan))
        case UInt8(ascii: "I") where takesAnyValue: return try word("Infinity", .double(.infinity))
        case UInt8(ascii: "-") where takesAnyValue && text[position...].dropFirst().first == UInt8(ascii: "I"):
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
            let value = try value(depth: depth + 1)
            if let key { members.append((key, value)) }
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
            if takesAnyValue { return .string(digits) }
        }
        guard digits.last != ".", let number = Double(digits), number.isFinite || takesAnyValue else {
            throw JSONFault(position: start, reason: "this is no number")
        }
        return .double(number)
    }

    private func unreadable(_ reason: JSON.Unreadable, from start: Int) -> JSON {
        .unreadable(reason, size: Int32(clamping: position - start))
    }

    /// Passes over a value by counting brackets, which needs no stack; what stands between them is not looked at.
    private mutating func tooDeep() throws(JSONFault) -> JSON {
        guard takesAnyValue else { throw fault("values nest too deep") }
        let start = position
        var open = 0
        repeat {
            skipBlanks()
            guard position < text.count else { throw fault("the text ends early") }
            switch text[position] {
            case UInt8(ascii: "\""):
                _ = try string()
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): open += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): open -= 1
            default: break
            }
            position += 1
        } while open > 0
        return unreadable(.tooDeep, from: start)
    }
}
