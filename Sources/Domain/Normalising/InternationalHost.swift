/// Host names in the two spellings of internationalised domains.
enum InternationalHost {
    /// The spelling in ASCII, in lower case; nothing where a label cannot be spelled.
    static func ascii(_ host: String) -> String? {
        let folded = host.lowercased().compatible
        let dots: Set<Unicode.Scalar> = [".", "\u{3002}", "\u{FF0E}", "\u{FF61}"]
        var labels: [String] = []
        for label in folded.unicodeScalars.split(omittingEmptySubsequences: false, whereSeparator: dots.contains) {
            if label.allSatisfy(\.isASCII) {
                labels.append(String(String.UnicodeScalarView(label)))
            } else {
                guard let encoded = Punycode.encode(label) else { return nil }
                labels.append("xn--" + encoded)
            }
        }
        return labels.joined(separator: ".")
    }

    /// A label as people read it.
    static func unicode(label: some StringProtocol) -> String {
        guard label.hasPrefix("xn--") else { return String(label) }
        return Punycode.decode(label.dropFirst(4)) ?? String(label)
    }
}
