/// A JSON value, its objects in the order in which they were written.
package enum JSON: Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case double(Double)
    case string(String)
    case array([JSON])
    case object([(key: String, value: JSON)])
    /// What is there in so many bytes, but cannot be told; only where any value is taken.
    case unreadable(Unreadable, size: Int32)

    package enum Unreadable: String, Sendable {
        case notUTF8 = "is not UTF-8"
        case tooDeep = "nests too deep"
    }

    /// Nothing where this is no object or has no such key.
    package subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var elements: [JSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    package var members: [(key: String, value: JSON)]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// A text, number or boolean as a cell of a file holds it; nothing for the rest.
    package var plainText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .double(let number): "\(number)"
        case .boolean(let value): value ? "true" : "false"
        case .null, .array, .object, .unreadable: nil
        }
    }
}

extension JSON {
    /// About as many bytes as its text has, and never more: no blanks, no escapes, the shortest fraction.
    var size: Int {
        switch self {
        case .null: 4
        case .boolean(let value): value ? 4 : 5
        case .integer(let number): String(number).utf8.count
        case .double: 3
        case .string(let text): text.utf8.count + 2
        // A comma stands between two, so there is one fewer than there are elements.
        case .array(let elements): elements.reduce(elements.isEmpty ? 2 : 1) { $0 + $1.size + 1 }
        case .object(let members):
            members.reduce(members.isEmpty ? 2 : 1) { $0 + $1.key.utf8.count + $1.value.size + 4 }
        case .unreadable(_, let size): Int(size)
        }
    }

    package static func string(_ text: String?) -> JSON {
        text.map { .string($0) } ?? .null
    }

    package static func integer(_ number: Int?) -> JSON {
        number.map { .integer(Int64($0)) } ?? .null
    }

    package var text: String {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    package func write(to bytes: inout [UInt8]) {
        switch self {
        case .null, .unreadable: bytes += "null".utf8
        case .boolean(let value): bytes += (value ? "true" : "false").utf8
        case .integer(let number): bytes += String(number).utf8
        case .double(let number): bytes += (number.isFinite ? "\(number)" : "null").utf8
        case .string(let text): Self.write(text, to: &bytes)
        case .array(let elements):
            bytes.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                element.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                Self.write(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                member.value.write(to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        let digits = Array("0123456789abcdef".utf8)
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x0A: bytes += "\\n".utf8
            case 0x00..<0x20: bytes += "\\u00".utf8 + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
