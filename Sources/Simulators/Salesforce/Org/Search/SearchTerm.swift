/// A search term: words that must all occur, with AND, OR, AND NOT, phrases in quotes, and `*` and `?` in words.
struct SearchTerm {
    private struct Word {
        /// Its tokens between blanks, wildcards kept.
        let pattern: LikePattern
        let isExcluded: Bool
    }

    /// One of these must hold; in each all words must.
    private var alternatives: [[Word]] = [[]]
    let isLongEnough: Bool

    init(_ text: String) {
        var phrases: [(text: String, isQuoted: Bool)] = []
        var current = ""
        var isQuoted = false
        var isEscaped = false
        func flush(_ quoted: Bool) {
            if !current.isEmpty { phrases.append((current, quoted)) }
            current = ""
        }
        for character in text {
            switch character {
            case "\\" where !isEscaped:
                isEscaped = true
                continue
            case "\"" where !isEscaped:
                flush(isQuoted)
                isQuoted.toggle()
            case let blank where blank.isWhitespace && !isQuoted: flush(false)
            default: current.append(character)
            }
            isEscaped = false
        }
        flush(isQuoted)
        isLongEnough = phrases.contains { $0.text.count { $0.isLetter || $0.isNumber } >= 2 }
        var excludesNext = false
        for phrase in phrases {
            switch phrase.isQuoted ? "" : phrase.text.uppercased() {
            case "AND": continue
            case "OR": alternatives.append([])
            case "NOT": excludesNext = true
            default:
                let tokens = Self.tokens(phrase.text, keepsWildcards: true)
                guard !tokens.isEmpty else { continue }
                let pattern = "% \(tokens.joined(separator: " ")) %"
                alternatives[alternatives.count - 1].append(
                    Word(pattern: LikePattern(pattern), isExcluded: excludesNext))
                excludesNext = false
            }
        }
    }

    /// - Parameter text: the searched fields' texts, tokenised by `searchable`.
    func matches(_ text: String) -> Bool {
        alternatives.contains { words in
            !words.isEmpty && words.allSatisfy { $0.pattern.matches(text) != $0.isExcluded }
        }
    }

    /// A record's texts as one line of tokens with blanks around each.
    static func searchable(_ texts: [String]) -> String {
        " " + texts.flatMap { tokens($0, keepsWildcards: false) }.joined(separator: " ") + " "
    }

    /// Runs of letters and digits, folded.
    private static func tokens(_ text: String, keepsWildcards: Bool) -> [String] {
        TextFolding.folded(text).split { character in
            !(character.isLetter || character.isNumber || (keepsWildcards && (character == "*" || character == "?")))
        }.map { token in
            guard keepsWildcards else { return String(token) }
            return token.map { $0 == "*" ? "%" : $0 == "?" ? "_" : String($0) }.joined()
        }
    }
}
