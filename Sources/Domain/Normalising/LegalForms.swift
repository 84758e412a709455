/// The legal forms that may end a company's name, as the words of which each consists (D§6).
struct LegalForms: Sendable {
    private(set) var forms: Set<[String]> = []
    private(set) var longest = 1

    static let embedded = LegalForms()

    /// Forms that the list lacks.
    private static let additions = [
        "ltd", "co", "pty", "pvt", "pte", "plc", "srl", "spa", "bv", "nv", "sro", "spzoo", "kgaa", "gmbh co kg", "doo",
        "ug", "mbh", "eg", "lda", "sdn", "pc", "se", "slu", "sl", "sas", "sarl", "kk", "as", "asa", "aps", "kft", "ohg",
        "gmbhcokg", "private limited", "private ltd", "partnership", "zrt", "dd", "rt", "limitada",
        "aktiengesellschaft",
    ]

    /// Listed terms that are also countries, cities or everyday words at the end of a name.
    private static let everydayWords: Set<String> = [
        "uk", "nl", "at", "private", "term", "etat", "vat", "sep", "sem", "sp",
    ]

    private init() {
        var isHeader = true
        EmbeddedList.legalForms.forEachLine { line in
            defer { isHeader = false }
            guard !isHeader, let comma = line.firstIndex(of: UInt8(ascii: ",")) else { return }
            insert(line.upTo(comma).string)
        }
        Self.additions.forEach { insert($0) }
    }

    private mutating func insert(_ term: String) {
        let words = CompanyName.words(of: term)
        guard !words.isEmpty, !(words.count == 1 && Self.everydayWords.contains(words[0])) else { return }
        forms.insert(words)
        longest = max(longest, words.count)
    }

    /// How many words at the end are one legal form; nothing where none is, or where nothing of the name would be left.
    func tailLength(of words: [String]) -> Int? {
        var length = min(longest, words.count - 1)
        while length > 0 {
            let tail = words.suffix(length)
            if forms.contains(Array(tail)) { return length }
            // `S. A.` and `A/S` are forms written letter by letter.
            if length > 1, tail.allSatisfy({ $0.utf8.count <= 2 }), forms.contains([tail.joined()]) { return length }
            length -= 1
        }
        return nil
    }
}
