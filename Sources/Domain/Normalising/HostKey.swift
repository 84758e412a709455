/// The domain in a website or an e-mail address as it is compared (D§6).
///
/// A host that is a public suffix, an IP address or has no dot is no value.
package enum HostKey {
    /// The website's host without scheme, user, port, path, trailing dot and leading `www.`.
    static func write(website raw: Bytes, compare: MatchRule.DomainComparison, to key: inout KeyWriter) {
        let authority = authority(of: raw.trimmedSpace)
        writeHost(authority, dropsWWW: true, compare: compare, to: &key)
    }

    /// The host after the `@` of an address that `EmailKey` has already put into form.
    static func write(email: Bytes, compare: MatchRule.DomainComparison, to key: inout KeyWriter) {
        guard let at = email.lastIndex(of: UInt8(ascii: "@")) else { return key.clear() }
        writeHost(email.from(at + 1), dropsWWW: false, compare: compare, to: &key)
    }

    /// A host as it stands in an address. Returns where in the key the domain begins that somebody registered; nothing
    /// where the host is no value.
    static func write(host: Bytes, to key: inout KeyWriter) -> Int? {
        writeHost(host, dropsWWW: false, compare: .host, to: &key)
    }

    private static func authority(of url: Bytes) -> Bytes {
        var rest = url.from(endOfScheme(of: url))
        var end = 0
        while end < rest.count, !isEndOfAuthority(rest[end]) { end += 1 }
        rest = rest.upTo(end)
        if let at = rest.lastIndex(of: UInt8(ascii: "@")) { rest = rest.from(at + 1) }
        if let colon = rest.firstIndex(of: UInt8(ascii: ":")) { rest = rest.upTo(colon) }
        return rest
    }

    private static func isEndOfAuthority(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "\\"): true
        default: false
        }
    }

    /// Just after `scheme://`, or after slashes alone.
    private static func endOfScheme(of url: Bytes) -> Int {
        var index = 0
        while index < url.count, url[index].isASCIILetterOrDigit || "+-.".utf8.contains(url[index]) { index += 1 }
        if index > 0, index + 2 < url.count, url[index] == UInt8(ascii: ":"), url[index + 1] == UInt8(ascii: "/"),
            url[index + 2] == UInt8(ascii: "/")
        {
            return index + 3
        }
        index = 0
        while index < url.count, url[index] == UInt8(ascii: "/") { index += 1 }
        return index
    }

    @discardableResult
    private static func writeHost(
        _ host: Bytes, dropsWWW: Bool, compare: MatchRule.DomainComparison, to key: inout KeyWriter
    ) -> Int? {
        guard host.isASCII else {
            guard var ascii = InternationalHost.ascii(host.string.trimmedSpace) else {
                key.clear()
                return nil
            }
            return ascii.withUTF8 { writeASCII($0, dropsWWW, compare, &key) }
        }
        return writeASCII(host, dropsWWW, compare, &key)
    }

    private static func writeASCII(
        _ host: Bytes, _ dropsWWW: Bool, _ compare: MatchRule.DomainComparison, _ key: inout KeyWriter
    ) -> Int? {
        var count = host.count
        while count > 0, host[count - 1] == UInt8(ascii: ".") { count -= 1 }
        let target = key.start(atMost: count)
        key.clear()
        var dots = 0
        var labelStart = 0
        var hasLetter = false
        for index in 0..<count {
            let byte = host[index].lowercasedASCII
            target[index] = byte
            if byte == UInt8(ascii: ".") {
                guard (1...63).contains(index - labelStart) else { return nil }
                dots += 1
                labelStart = index + 1
            } else if !byte.isASCIIDigit {
                guard byte.isASCIILetterOrDigit || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") else {
                    return nil
                }
                hasLetter = true
            }
        }
        // Digits and dots alone are an IP address.
        guard dots > 0, hasLetter, (1...63).contains(count - labelStart) else { return nil }
        var whole = Bytes(start: target, count: count)
        if dropsWWW, whole.starts(with: "www.".utf8) {
            let rest = whole.from(4)
            // `www.com` is somebody's domain; `www.localhost` and `www.10.1.2.3` are nobody's.
            guard !rest.allSatisfy({ $0.isASCIIDigit || $0 == UInt8(ascii: ".") }) else { return nil }
            if dots > 1 { whole = rest } else if !PublicSuffixes.embedded.lists(rest) { return nil }
        }
        guard let registrable = PublicSuffixes.embedded.registrableStart(of: whole) else { return nil }
        let chosen = compare == .host ? whole : whole.from(registrable)
        let start = count - chosen.count
        for index in 0..<chosen.count where start > 0 { target[index] = target[start + index] }
        key.finish(chosen.count)
        return compare == .host ? registrable : 0
    }
}
