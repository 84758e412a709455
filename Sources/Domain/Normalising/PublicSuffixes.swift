/// The public suffix list (D§6): under which domains the public registers names (ICANN and private sections).
package struct PublicSuffixes: Sendable {
    private var rules: ByteSet

    /// What the list says about a suffix; several may hold.
    private enum Mark {
        static let plain: UInt8 = 1
        static let wildcard: UInt8 = 2
        static let exception: UInt8 = 4
    }

    package static let embedded = PublicSuffixes()

    private init() {
        var rules = ByteSet(capacity: 12_000)
        EmbeddedList.publicSuffixes.forEachLine { line in
            guard line[0] != UInt8(ascii: "/") else { return }
            let rule = line.firstIndex(where: \.isASCIISpace).map(line.upTo) ?? line
            let (mark, skipped): (UInt8, Int) =
                switch rule[0] {
                case UInt8(ascii: "!"): (Mark.exception, 1)
                case UInt8(ascii: "*"): (Mark.wildcard, 2)
                default: (Mark.plain, 0)
                }
            let suffix = rule.from(skipped)
            if suffix.isASCII {
                rules.insert(suffix, mark: mark)
            } else if let ascii = InternationalHost.ascii(suffix.string) {
                rules.insert(ascii, mark: mark)
            }
        }
        self.rules = rules
    }

    /// Whether the list says anything of this suffix.
    func lists(_ suffix: Bytes) -> Bool { rules.mark(of: suffix) != 0 }

    /// Where in a host (ASCII, lower case) the domain that somebody registered begins; nothing where the host itself is
    /// a public suffix.
    func registrableStart(of host: Bytes) -> Int? {
        // By the default rule, the last label alone is a suffix.
        var suffix = label(before: host.count, in: host)
        var start = suffix
        while true {
            let mark = rules.mark(of: host.from(start))
            if mark & Mark.exception != 0 {
                suffix = next(after: start, in: host)
                break
            }
            if mark & Mark.plain != 0 { suffix = min(suffix, start) }
            if mark & Mark.wildcard != 0 { suffix = min(suffix, start == 0 ? 0 : label(before: start - 1, in: host)) }
            if start == 0 { break }
            start = label(before: start - 1, in: host)
        }
        return suffix == 0 ? nil : label(before: suffix - 1, in: host)
    }

    private func label(before end: Int, in host: Bytes) -> Int {
        var index = end
        while index > 0, host[index - 1] != UInt8(ascii: ".") { index -= 1 }
        return index
    }

    private func next(after start: Int, in host: Bytes) -> Int {
        var index = start
        while index < host.count, host[index] != UInt8(ascii: ".") { index += 1 }
        return min(index + 1, host.count)
    }
}
