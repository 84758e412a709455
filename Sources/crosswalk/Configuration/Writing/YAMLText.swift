/// The text as a YAML value: bare where it can be misread in no place, in quotes otherwise.
func yamlText(_ text: String) -> String {
    isPlain(text) ? text : quotedYAMLText(text)
}

func quotedYAMLText(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": out += "\\\""
        case "\\": out += "\\\\"
        case "\n": out += "\\n"
        case "\r": out += "\\r"
        case "\t": out += "\\t"
        case _ where isControl(scalar): out += "\\U" + hexadecimal(scalar.value)
        default: out.unicodeScalars.append(scalar)
        }
    }
    return out + "\""
}

private func isPlain(_ text: String) -> Bool {
    let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
    guard !words.contains(text.lowercased()), text.last != " ", text.last != ":" else { return false }
    let isNumber = !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
    guard isNumber || text.utf8.first.map(isPlainStart) == true else { return false }
    return !text.contains(": ") && text.utf8.allSatisfy { isWordByte($0) || " .-/:@%+".utf8.contains($0) }
}

/// A digit may begin `6 months` and `2025-01-31`, but a number in another notation would be read as one.
private func isPlainStart(_ byte: UInt8) -> Bool {
    isWordByte(byte)
}

/// Line and paragraph separators and the byte-order mark would not survive as they are either.
private func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
    default: false
    }
}

private func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: 8 - digits.count) + digits
}
