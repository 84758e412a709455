/// Walks through JSON text byte by byte, without building values.
///
/// It is strict about what it reads and passes over what nobody asked for; how deep values nest does not matter.
struct JSONScanner {
    private let text: ByteSearch
    private(set) var position = 0

    enum Fault: Error {
        /// The text ended inside a value.
        case cutOff
        case unexpected(at: Int)
    }

    init?(_ buffer: UnsafeRawBufferPointer) {
        guard let text = ByteSearch(buffer) else { return nil }
        self.text = text
    }

    /// The next byte that is not white space, without taking it; nothing at the end.
    mutating func peek() -> UInt8? {
        while position < text.count {
            switch text[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            case let byte: return byte
            }
        }
        return nil
    }

    mutating func expect(_ character: Unicode.Scalar) throws(Fault) {
        guard try skip(character) else { throw .unexpected(at: position) }
    }

    /// Takes the character if it comes next.
    mutating func skip(_ character: Unicode.Scalar) throws(Fault) -> Bool {
        guard let byte = peek() else { throw .cutOff }
        guard byte == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        text.slice(range)
    }

    /// The raw text of a string, between its quotes, and whether it holds escapes.
    mutating func string() throws(Fault) -> (range: Range<Int>, hasEscapes: Bool) {
        try expect("\"")
        let start = position
        var hasEscapes = false
        while true {
            position = text.jsonRunEnd(from: position)
            guard position < text.count else { throw .cutOff }
            switch text[position] {
            case .quote:
                position += 1
                return (start..<position - 1, hasEscapes)
            case .backslash:
                hasEscapes = true
                position += 2
            default: throw .unexpected(at: position)
            }
        }
    }

    /// A number as it is written.
    mutating func number() throws(Fault) -> Range<Int> {
        let start = position
        if next == UInt8(ascii: "-") { position += 1 }
        if next == UInt8(ascii: "0") { position += 1 } else { try digits() }
        if next == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        return start..<position
    }

    mutating func word(_ word: StaticString) throws(Fault) -> Range<Int> {
        let start = position
        for index in 0..<word.utf8CodeUnitCount {
            guard let byte = next else { throw .cutOff }
            guard byte == word.utf8Start[index] else { throw .unexpected(at: position) }
            position += 1
        }
        return start..<position
    }

    /// Passes over any value and returns where it stood.
    mutating func value() throws(Fault) -> Range<Int> {
        guard let first = peek() else { throw .cutOff }
        let start = position
        switch first {
        case .quote: _ = try string()
        case UInt8(ascii: "{"), UInt8(ascii: "["): try nested()
        case UInt8(ascii: "t"): _ = try word("true")
        case UInt8(ascii: "f"): _ = try word("false")
        case UInt8(ascii: "n"): _ = try word("null")
        default: _ = try number()
        }
        return start..<position
    }

    /// Passes over an object or a list by counting brackets, so that a deep one cannot exhaust the stack.
    private mutating func nested() throws(Fault) {
        var open: [UInt8] = []
        repeat {
            guard let byte = peek() else { throw .cutOff }
            switch byte {
            case UInt8(ascii: "{"): open.append(UInt8(ascii: "}"))
            case UInt8(ascii: "["): open.append(UInt8(ascii: "]"))
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard open.popLast() == byte else { throw .unexpected(at: position) }
            case UInt8(ascii: ","), UInt8(ascii: ":"): break
            default:
                _ = try value()
                continue
            }
            position += 1
        } while !open.isEmpty
    }

    private var next: UInt8? { position < text.count ? text[position] : nil }

    private mutating func digits() throws(Fault) {
        let start = position
        while position < text.count, text[position] &- 0x30 <= 9 { position += 1 }
        if position == start { throw position == text.count ? .cutOff : .unexpected(at: position) }
    }
}

extension JSONScanner {
    /// Appends the meaning of a string's raw text: escapes resolved, a lone surrogate as U+FFFD.
    func unescape(_ range: Range<Int>, into bytes: inout [UInt8]) throws(Fault) {
        var index = range.lowerBound
        while index < range.upperBound {
            let end = min(text.jsonRunEnd(from: index), range.upperBound)
            bytes.append(contentsOf: text.slice(index..<end))
            index = end
            guard index < range.upperBound else { return }
            switch text[index + 1] {
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "b"): bytes.append(0x08)
            case UInt8(ascii: "f"): bytes.append(0x0C)
            case UInt8(ascii: "u"):
                let (scalar, next) = try scalar(at: index, before: range.upperBound)
                bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                index = next
                continue
            case let byte where byte == .quote || byte == .backslash || byte == UInt8(ascii: "/"): bytes.append(byte)
            default: throw .unexpected(at: index)
            }
            index += 2
        }
    }

    /// Reads `\uXXXX`, or two of them that make one character.
    private func scalar(at index: Int, before end: Int) throws(Fault) -> (scalar: Unicode.Scalar, next: Int) {
        let first = try hexadecimal(at: index + 2, before: end)
        guard first & 0xFC00 == 0xD800, index + 12 <= end, text[index + 6] == .backslash,
            text[index + 7] == UInt8(ascii: "u"),
            case let second = try hexadecimal(at: index + 8, before: end), second & 0xFC00 == 0xDC00
        else { return (Unicode.Scalar(first) ?? "\u{FFFD}", index + 6) }
        let code = 0x10000 + (first & 0x3FF) << 10 + second & 0x3FF
        return (Unicode.Scalar(code) ?? "\u{FFFD}", index + 12)
    }

    private func hexadecimal(at start: Int, before end: Int) throws(Fault) -> UInt32 {
        guard start + 4 <= end else { throw .unexpected(at: start) }
        var code: UInt32 = 0
        for index in start..<start + 4 {
            let byte = text[index]
            let digit: UInt8
            switch byte {
            case 0x30...0x39: digit = byte - 0x30
            case 0x41...0x46: digit = byte - 0x37
            case 0x61...0x66: digit = byte - 0x57
            default: throw .unexpected(at: index)
            }
            code = code << 4 | UInt32(digit)
        }
        return code
    }
}
