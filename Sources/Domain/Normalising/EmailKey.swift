/// An e-mail address as it is compared (D§6): NFC, trimmed, in lower case.
///
/// Usable are addresses with exactly one `@`, something before it, a dot in the domain and no white space.
package enum EmailKey {
    static func write(_ raw: Bytes, foldsPlusTags: Bool, to key: inout KeyWriter) {
        let text = raw.trimmedASCII
        let target = key.start(atMost: text.count)
        if !foldsPlusTags, let isUsable = PlainAddress.write(text, to: target) {
            return isUsable ? key.finish(text.count) : key.clear()
        }
        var at = -1
        var hasDot = false
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte >= 128 {
                guard byte == LatinLetters.lead, index + 1 < text.count else {
                    return writeUnicode(text, foldsPlusTags: foldsPlusTags, to: &key)
                }
                target[index] = byte
                target[index + 1] = LatinLetters.lowercased(text[index + 1])
                index += 2
                continue
            }
            if byte == UInt8(ascii: "@") {
                guard at < 0 else { return key.clear() }
                at = index
            } else if byte == UInt8(ascii: "."), at >= 0 {
                hasDot = true
            } else if byte.isASCIISpace {
                return key.clear()
            }
            target[index] = byte.lowercasedASCII
            index += 1
        }
        guard at > 0, hasDot else { return key.clear() }
        key.finish(text.count)
        if foldsPlusTags { foldPlusTag(target, at: at, count: text.count, key: &key) }
    }

    private static func writeUnicode(_ text: Bytes, foldsPlusTags: Bool, to key: inout KeyWriter) {
        let folded = text.string.canonical.trimmedSpace.lowercased()
        guard !folded.unicodeScalars.contains(where: \.properties.isWhitespace) else { return key.clear() }
        let parts = folded.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[1].contains(".") else { return key.clear() }
        key.set(folded)
        guard foldsPlusTags else { return }
        let at = parts[0].utf8.count
        let count = key.count
        foldPlusTag(key.restart(), at: at, count: count, key: &key)
    }

    /// `a+test@x.com` becomes `a@x.com`; a tag with nothing before it stays.
    private static func foldPlusTag(_ text: UnsafeMutablePointer<UInt8>, at: Int, count: Int, key: inout KeyWriter) {
        guard let plus = (1..<max(at, 1)).first(where: { text[$0] == UInt8(ascii: "+") }) else {
            return key.finish(count)
        }
        for index in at..<count { text[plus + index - at] = text[index] }
        key.finish(plus + count - at)
    }
}
