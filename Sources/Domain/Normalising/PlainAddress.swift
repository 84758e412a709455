/// E-mail addresses of visible ASCII, nearly all there are, put into form eight bytes at a time.
enum PlainAddress {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// Writes the address in lower case; says whether it is usable (`EmailKey`), and nothing where a byte that is not
    /// visible ASCII wants a closer look.
    @inline(__always)
    static func write(_ text: Bytes, to target: UnsafeMutablePointer<UInt8>) -> Bool? {
        guard let start = UnsafeRawPointer(text.baseAddress) else { return nil }
        var at = -1
        var hasDot = false
        var index = 0
        while index + 8 <= text.count {
            let word = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            // A byte below `!`, or one beyond ASCII.
            if (word | ((word &- 0x2121_2121_2121_2121) & ~word)) & tops != 0 { return nil }
            UnsafeMutableRawPointer(target + index).storeBytes(of: lowercased(word).littleEndian, as: UInt64.self)
            if holds(word, UInt8(ascii: "@")) {
                for place in index..<index + 8 {
                    guard look(at: text[place], place, &at, &hasDot) else { return false }
                }
            } else if at >= 0, !hasDot {
                hasDot = holds(word, UInt8(ascii: "."))
            }
            index += 8
        }
        while index < text.count {
            let byte = text[index]
            guard (33..<128).contains(byte) else { return nil }
            target[index] = byte.lowercasedASCII
            guard look(at: byte, index, &at, &hasDot) else { return false }
            index += 1
        }
        return at > 0 && hasDot
    }

    /// False for a second `@`.
    @inline(__always)
    private static func look(at byte: UInt8, _ place: Int, _ at: inout Int, _ hasDot: inout Bool) -> Bool {
        if byte == UInt8(ascii: "@") {
            guard at < 0 else { return false }
            at = place
        } else if byte == UInt8(ascii: "."), at >= 0 {
            hasDot = true
        }
        return true
    }

    @inline(__always)
    private static func holds(_ word: UInt64, _ byte: UInt8) -> Bool {
        let rest = word ^ (ones &* UInt64(byte))
        return (rest &- ones) & ~rest & tops != 0
    }

    /// Eight bytes of ASCII at once: the top bit of each sum says whether its byte is at least `A`, or above `Z`.
    @inline(__always)
    private static func lowercased(_ word: UInt64) -> UInt64 {
        let isLetterOrMore = word &+ ones &* (128 - 65)
        let isMore = word &+ ones &* (128 - 91)
        return word | ((isLetterOrMore ^ isMore) & tops) >> 2
    }
}
