/// Texts of custom fields and account names as they are compared (D§6).
package enum TextKey {
    /// A custom field: trimmed, case-folded unless the rule says otherwise.
    static func write(_ raw: Bytes, ignoresCase: Bool, to key: inout KeyWriter) {
        let text = raw.trimmedASCII
        if ignoresCase, writeFolded(text, collapsesSpace: false, to: &key) { return }
        guard !ignoresCase, text.isASCII, let source = text.baseAddress else {
            let text = raw.string.canonical.trimmedSpace
            return key.set(ignoresCase ? text.caseFolded.canonical : text)
        }
        key.start(atMost: text.count).update(from: source, count: text.count)
        key.finish(text.count)
    }

    /// An account's name: NFKC, trimmed, white space collapsed, case-folded; the legal form stays.
    static func writeName(_ raw: Bytes, to key: inout KeyWriter) {
        if writeFolded(raw.trimmedASCII, collapsesSpace: true, to: &key) { return }
        key.set(raw.string.compatible.collapsedSpace.caseFolded.compatible)
    }

    /// Writes a text of Latin letters; gives up on any other.
    private static func writeFolded(_ text: Bytes, collapsesSpace: Bool, to key: inout KeyWriter) -> Bool {
        let target = key.start(atMost: text.count)
        var (index, count) = (0, 0)
        while index < text.count {
            let byte = text[index]
            if byte >= 128 {
                guard byte == LatinLetters.lead, index + 1 < text.count, text[index + 1] != LatinLetters.sharpS else {
                    return false
                }
                target[count] = byte
                target[count + 1] = LatinLetters.lowercased(text[index + 1])
                count += 2
                index += 2
                continue
            }
            index += 1
            if collapsesSpace, byte.isASCIISpace {
                guard target[count - 1] != 32 else { continue }
                target[count] = 32
            } else {
                target[count] = byte.lowercasedASCII
            }
            count += 1
        }
        key.finish(count)
        return true
    }
}
