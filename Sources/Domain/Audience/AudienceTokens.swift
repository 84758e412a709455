/// A filter's words, signs, numbers and texts, each with its place.
struct AudienceTokens {
    enum Token: Equatable {
        case word(String)
        case number(Double)
        case text(String)
        case sign(String)
        case end
    }

    struct Placed {
        let token: Token
        /// Counted in characters from 0.
        let position: Int
    }

    private let characters: [Character]
    private var position = 0

    static func scan(_ text: String) throws(AudienceError) -> [Placed] {
        var scanner = AudienceTokens(characters: Array(text))
        var tokens: [Placed] = []
        while let token = try scanner.next(text) { tokens.append(token) }
        tokens.append(Placed(token: .end, position: scanner.characters.count))
        return tokens
    }

    private init(characters: [Character]) {
        self.characters = characters
    }

    private mutating func next(_ filter: String) throws(AudienceError) -> Placed? {
        while position < characters.count, characters[position].isWhitespace { position += 1 }
        guard position < characters.count else { return nil }
        let start = position
        let character = characters[position]
        if character == "\"" || character == "'" {
            return Placed(token: .text(try quoted(character, filter)), position: start)
        }
        if character.isNumber
            || (character == "-" && position + 1 < characters.count && characters[position + 1].isNumber)
        {
            return Placed(token: number(), position: start)
        }
        if character.isLetter || character == "_" {
            while position < characters.count, Self.isWordCharacter(characters[position]) { position += 1 }
            return Placed(token: .word(String(characters[start..<position])), position: start)
        }
        for sign in [">=", "<=", "!=", "<>", "==", "=", "<", ">", "(", ")", ","] where starts(with: sign) {
            position += sign.count
            return Placed(token: .sign(sign == "<>" ? "!=" : sign == "==" ? "=" : sign), position: start)
        }
        throw AudienceError(filter, at: start, "\(character) means nothing here")
    }

    private mutating func quoted(_ quote: Character, _ filter: String) throws(AudienceError) -> String {
        let start = position
        position += 1
        var text = ""
        while position < characters.count {
            let character = characters[position]
            position += 1
            guard character == quote else {
                text.append(character)
                continue
            }
            // A doubled quote stands for one.
            guard position < characters.count, characters[position] == quote else { return text }
            text.append(quote)
            position += 1
        }
        throw AudienceError(filter, at: start, "the text that begins here is never closed")
    }

    /// A number; with dashes in it a day, which stays a text.
    private mutating func number() -> Token {
        let start = position
        position += 1
        while position < characters.count,
            characters[position].isNumber || ".-:TZ+_".contains(characters[position])
        { position += 1 }
        let text = String(characters[start..<position])
        return Double(text.filter { $0 != "_" }).map { .number($0) } ?? .text(text)
    }

    private func starts(with sign: String) -> Bool { characters[position...].starts(with: sign) }

    private static func isWordCharacter(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_" || character == "."
    }
}

/// A filter that cannot be understood, with the place.
package struct AudienceError: RemediableError, Hashable {
    package let filter: String
    /// Counted in characters from 0.
    package let position: Int
    package let message: String

    init(_ filter: String, at position: Int, _ message: String) {
        self.filter = filter
        self.position = position
        self.message = message
    }

    package var remedy: Remedy { .failRun }

    /// One line of the filter, up to sixty characters around the place, and a mark under it.
    package var advice: String {
        let line = filter.map { $0.isNewline || $0 == "\t" ? " " : $0 }
        let start = max(0, min(position - 60, line.count - 120))
        let shown = (start > 0 ? "…" : "") + String(line[start..<min(line.count, start + 120)])
        let mark = String(repeating: " ", count: position - start + (start > 0 ? 1 : 0)) + "^"
        let end = message.hasSuffix("?") ? "" : "."
        return "The filter cannot be understood: \(message)\(end)\n  \(shown)\n  \(mark)"
    }
}
