/// A LIKE pattern: `%` any text, `_` one character, both escapable; case is ignored.
struct LikePattern: Sendable {
    /// The lexer's mark for a backslash that was itself escaped, so that LIKE can tell it from an escape.
    static let escapedBackslash: [UInt8] = [UInt8(ascii: "\\"), UInt8(ascii: "\\")]

    private enum Part: Sendable, Equatable {
        case scalar(Unicode.Scalar)
        case one
        case many
    }

    private let parts: [Part]

    init(_ text: String) {
        var parts: [Part] = []
        var isEscaped = false
        for scalar in TextFolding.folded(text).unicodeScalars {
            switch scalar {
            case "\\" where !isEscaped: isEscaped = true
            case "%" where !isEscaped: parts.append(.many)
            case "_" where !isEscaped: parts.append(.one)
            default:
                parts.append(.scalar(scalar))
                isEscaped = false
            }
        }
        self.parts = parts
    }

    /// What a quoted text means outside LIKE.
    static func plain(_ text: String) -> String {
        guard text.contains("\\") else { return text }
        var result = ""
        var isEscaped = false
        for character in text.unicodeScalars {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                result.unicodeScalars.append(character)
                isEscaped = false
            }
        }
        return result
    }

    /// - Parameter text: folded already.
    func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var place = 0
        var part = 0
        var retry: (part: Int, place: Int)?
        while place < scalars.count {
            if part < parts.count, parts[part] == .one || parts[part] == .scalar(scalars[place]) {
                part += 1
                place += 1
            } else if part < parts.count, parts[part] == .many {
                part += 1
                retry = (part, place)
            } else if let last = retry {
                part = last.part
                place = last.place + 1
                retry = (last.part, place)
            } else {
                return false
            }
        }
        return parts[part...].allSatisfy { $0 == .many }
    }
}
