/// A company's name as it is compared with the domain of an e-mail address (D§6, M3 and M4).
package enum CompanyName {
    /// Accents dropped, case folded, only letters and digits kept: `Acme & Søns` is `acmesons`.
    package static func compact(_ name: String) -> String {
        String(flat(name).filter(isWordCharacter))
    }

    /// The name without its legal forms and punctuation.
    ///
    /// Legal forms go from the end, repeatedly, but never the whole name; nothing where the name has none.
    package static func withoutLegalForms(_ name: String) -> String? {
        var words = words(of: name)
        let count = words.count
        while let tail = LegalForms.embedded.tailLength(of: words) { words.removeLast(tail) }
        return words.count == count ? nil : words.joined()
    }

    /// The label left of the public suffix of a host (ASCII, lower case), as people read it and treated as a name is.
    package static func label(ofHost host: String) -> String? {
        var host = host
        let label: String? = host.withUTF8 { bytes in
            guard let start = PublicSuffixes.embedded.registrableStart(of: bytes) else { return nil }
            let domain = bytes.from(start)
            return domain.firstIndex(of: UInt8(ascii: ".")).map { domain.upTo($0).string }
        }
        guard let label else { return nil }
        let compacted = compact(InternationalHost.unicode(label: label))
        return compacted.isEmpty ? nil : compacted
    }

    /// The name's words; a dot between letters joins them, so that `s.r.o.` is one word.
    static func words(of name: String) -> [String] {
        var words: [String] = []
        var word = ""
        let characters = Array(flat(name))
        for (index, character) in characters.enumerated() {
            if isWordCharacter(character) {
                word.append(character)
            } else if character == ".", !word.isEmpty, index + 1 < characters.count,
                isWordCharacter(characters[index + 1])
            {
                continue
            } else if !word.isEmpty {
                words.append(word)
                word = ""
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }

    private static func flat(_ name: String) -> String {
        var flattened = String.UnicodeScalarView()
        for scalar in name.caseFolded.unicodeScalars {
            if let letters = lettersWithoutAccent[scalar] {
                flattened.append(contentsOf: letters.unicodeScalars)
            } else {
                flattened.append(scalar)
            }
        }
        let scalars = String(flattened).decomposed.unicodeScalars.filter { !isMark($0) }
        return String(String.UnicodeScalarView(scalars))
    }

    /// Letters whose stroke or ligature no normal form takes apart.
    private static let lettersWithoutAccent: [Unicode.Scalar: String] = [
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
    ]

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.canonicalCombiningClass != .notReordered
    }

    private static func isWordCharacter(_ character: Character) -> Bool {
        character.isLetter || character.isNumber
    }
}
