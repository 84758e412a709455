/// Texts of custom fields and account names as they are compared (D§6).
package enum TextKey {
    /// A custom field: trimmed, case-folded unless the rule says otherwise.
    static func write(_ raw: Bytes, ignoresCase: Bool, to key: inout KeyWriter) {
        guard raw.isASCII else {
            let text = raw.string.canonical.trimmedSpace
            return key.set(ignoresCase ? text.caseFolded.canonical : text)
        }
        let text = raw.trimmedASCII
        let target = key.start(atMost: text.count)
        for index in 0..<text.count { target[index] = ignoresCase ? text[index].lowercasedASCII : text[index] }
        key.finish(text.count)
    }

    /// An account's name: NFKC, trimmed, white space collapsed, case-folded; the legal form stays (A4).
    static func writeName(_ raw: Bytes, to key: inout KeyWriter) {
        guard raw.isASCII else { return key.set(raw.string.compatible.collapsedSpace.caseFolded.compatible) }
        let text = raw.trimmedASCII
        let target = key.start(atMost: text.count)
        var count = 0
        for byte in text {
            if !byte.isASCIISpace {
                target[count] = byte.lowercasedASCII
                count += 1
            } else if target[count - 1] != 32 {
                target[count] = 32
                count += 1
            }
        }
        key.finish(count)
    }
}
