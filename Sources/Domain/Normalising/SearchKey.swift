/// Names and ids as a search compares them: as a person sees them, whatever their case and spacing.
package enum SearchKey {
    /// NFKC without case, without what cannot be seen and blanks around; runs of blanks are one.
    package static func folded(_ text: String) -> String {
        var seen = String.UnicodeScalarView()
        for scalar in text.compatible.unicodeScalars where !scalar.properties.isDefaultIgnorableCodePoint {
            seen.append(scalar)
        }
        return String(seen).collapsedSpace.caseFolded.compatible
    }

    /// The texts with which values that are no exception begin, where they begin with what is searched.
    ///
    /// - Parameter foldsASCII: the column's index ignores the case of ASCII letters; another knows each case apart.
    package static func beginnings(of search: String, foldsASCII: Bool) -> [String] {
        let folded = folded(search)
        let forms = foldsASCII ? [folded, search.asciiLowercased] : [folded, folded.asciiUppercased, search]
        return forms.indices.filter { !forms[..<$0].contains(forms[$0]) }.map { forms[$0] }
    }

    /// The folded form of a value that those beginnings miss; nothing of the others, which are nearly all.
    package static func exception(_ value: Bytes, foldsASCII: Bool) -> String? {
        if isPlain(value), foldsASCII || !isOfBothCases(value) { return nil }
        let text = value.string
        let folded = folded(text)
        let isFound =
            foldsASCII
            ? text.asciiLowercased.isSpelt(folded) : text.isSpelt(folded) || text.isSpelt(folded.asciiUppercased)
        return isFound || folded.isEmpty ? nil : folded
    }

    /// Visible ASCII and the small letters of Latin-1, with single blanks between: folding changes ASCII capitals alone.
    private static func isPlain(_ value: Bytes) -> Bool {
        let lead: UInt8 = 0xC3
        var before = UInt8(ascii: " ")
        for byte in value {
            let isPlain =
                before == lead
                ? (0xA0...0xBF).contains(byte)
                : byte == lead || (32..<127).contains(byte) && (byte != 32 || before != 32)
            guard isPlain else { return false }
            before = byte
        }
        return before != 32 && before != lead
    }

    private static func isOfBothCases(_ value: Bytes) -> Bool {
        value.contains { $0.lowercasedASCII != $0 } && value.contains { (97...122).contains($0) }
    }
}

extension String {
    /// Of the same bytes, which an index compares; equal texts may have others.
    fileprivate func isSpelt(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }

    fileprivate var asciiLowercased: String { String(decoding: utf8.map(\.lowercasedASCII), as: UTF8.self) }

    fileprivate var asciiUppercased: String {
        String(decoding: utf8.map { (97...122).contains($0) ? $0 - 32 : $0 }, as: UTF8.self)
    }
}
