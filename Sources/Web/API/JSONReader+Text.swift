extension JSONReader {
    /// Nothing where it is not UTF-8.
    mutating func string() throws(JSONFault) -> String? {
        position += 1
        let start = position
        var bits: UInt8 = 0
        while position < text.count {
            let byte = text[position]
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try decoded(
                    UnsafeBufferPointer(rebasing: text[start..<position - 1]), isASCII: bits < 0x80, from: start)
            case UInt8(ascii: "\\"): return try stringWithEscapes(from: start)
            case 0..<0x20: throw fault("a control character stands in a string")
            default:
                bits |= byte
                position += 1
            }
        }
        throw fault("a string is not closed")
    }

    private mutating func stringWithEscapes(from start: Int) throws(JSONFault) -> String? {
        var bytes = Array(text[start..<position])
        while position < text.count {
            let byte = text[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try decoded(bytes, isASCII: false, from: start)
            case UInt8(ascii: "\\"): try escape(into: &bytes)
            case 0..<0x20: throw fault("a control character stands in a string")
            default: bytes.append(byte)
            }
        }
        throw fault("a string is not closed")
    }

    private func decoded(
        _ bytes: some Collection<UInt8>, isASCII: Bool, from start: Int
    ) throws(JSONFault) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        // What is not UTF-8 has been mended, and so is another text. `String(validating:)` takes five times as long.
        if isASCII || text.utf8.elementsEqual(bytes) { return text }
        guard takesAnyValue else { throw JSONFault(position: start, reason: "this is not UTF-8") }
        return nil
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
