/// A text as JSON writes it.
func jsonText(_ text: String) -> String {
    var json: [UInt8] = [.quote]
    json.reserveCapacity(text.utf8.count + 2)
    for byte in text.utf8 {
        switch byte {
        case .quote, .backslash: json += [.backslash, byte]
        case 0x0A: json += [.backslash, UInt8(ascii: "n")]
        case 0x0D: json += [.backslash, UInt8(ascii: "r")]
        case 0x09: json += [.backslash, UInt8(ascii: "t")]
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            json += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        default: json.append(byte)
        }
    }
    json.append(.quote)
    return String(decoding: json, as: UTF8.self)
}
