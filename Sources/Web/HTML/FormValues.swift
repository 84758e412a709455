/// The fields of a form or of an address's query, in their order; a name may come several times.
package struct FormValues: Sendable, Hashable {
    package private(set) var pairs: [Pair] = []

    package struct Pair: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    package init() {}

    /// Reads `a=1&b=x+y%21`; what is no valid escape stands for itself.
    package init(encoded text: some StringProtocol) {
        for part in Array(text.utf8).split(separator: UInt8(ascii: "&")) {
            let sides = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let value = sides.count > 1 ? Self.decoded(sides[1]) : ""
            pairs.append(Pair(name: Self.decoded(sides[0]), value: value))
        }
    }

    /// The last value of a name, as browsers mean it for a checkbox behind its hidden twin.
    package subscript(name: String) -> String? {
        get { pairs.last { $0.name == name }?.value }
        set {
            pairs.removeAll { $0.name == name }
            if let newValue { pairs.append(Pair(name: name, value: newValue)) }
        }
    }

    /// The value without surrounding blanks; nothing where it is empty.
    package func text(_ name: String) -> String? {
        guard let value = self[name] else { return nil }
        let trimmed = value.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()
        return trimmed.isEmpty ? nil : String(trimmed)
    }

    package func all(_ name: String) -> [String] {
        pairs.filter { $0.name == name }.map(\.value)
    }

    package func isOn(_ name: String) -> Bool {
        self[name].map { !$0.isEmpty && $0 != "0" } ?? false
    }

    package mutating func add(_ name: String, _ value: String) {
        pairs.append(Pair(name: name, value: value))
    }

    /// All fields but some.
    package func without(_ names: String...) -> FormValues {
        var rest = self
        rest.pairs.removeAll { names.contains($0.name) }
        return rest
    }

    /// As an address carries it: `?a=1&b=2`, or nothing where there are no fields.
    package var query: String {
        pairs.isEmpty
            ? "" : "?" + pairs.map { "\(escapedForURL($0.name))=\(escapedForURL($0.value))" }.joined(separator: "&")
    }

    private static func decoded(_ part: some Collection<UInt8>) -> String {
        let bytes = Array(part)
        var out: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = hex(bytes[index + 1]),
                let low = hex(bytes[index + 2])
            {
                out.append(high << 4 | low)
                index += 3
            } else {
                out.append(bytes[index] == UInt8(ascii: "+") ? UInt8(ascii: " ") : bytes[index])
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private static func hex(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}

/// Text as one part of an address: everything but letters, digits and `-._~` is escaped.
package func escapedForURL(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = []
    for byte in text.utf8 {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            out.append(byte)
        default: out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
    }
    return String(decoding: out, as: UTF8.self)
}
