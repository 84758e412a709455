/// E-mail addresses of visible ASCII, nearly all there are, put into form eight bytes at a time.
enum PlainAddress {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    /// Writes the address in lower case; says whether it is usable (`EmailKey`), and nothing where a byte that is not
    /// visible ASCII wants a closer look.
    @inline(__always)
    static func write(_ text: Bytes, to target: UnsafeMutablePointer<UInt8>) -> Bool? {
        guard let start = UnsafeRawPointer(text.baseAddress) else { return nil }
        guard text.count >= 8 else { return writeShort(text, to: target) }
        var at = -1
        var hasDot = false
        var isPlain = true
        var isSingle = true
        var index = 0
        while index < text.count {
            // The last word reaches back over bytes that were looked at already.
            let place = min(index, text.count - 8)
            let word = UInt64(littleEndian: start.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            isPlain = isPlain && isVisible(word)
            UnsafeMutableRawPointer(target + place).storeBytes(of: lowercased(word).littleEndian, as: UInt64.self)
            let new = ~UInt64(0) << UInt64(8 * (index - place))
            var dots = bytes(of: word, equal: UInt8(ascii: ".")) & new
            let ats = bytes(of: word, equal: UInt8(ascii: "@")) & new
            if ats != 0 {
                isSingle = isSingle && at < 0 && ats & (ats - 1) == 0
                at = place + ats.trailingZeroBitCount / 8
                dots &= ~(ats | (ats - 1))
            }
            hasDot = hasDot || (at >= 0 && dots != 0)
            index += 8
        }
        return isPlain ? isSingle && at > 0 && hasDot : nil
    }

    private static func writeShort(_ text: Bytes, to target: UnsafeMutablePointer<UInt8>) -> Bool? {
        var at = -1
        var hasDot = false
        var isSingle = true
        for index in 0..<text.count {
            let byte = text[index]
            guard (33..<128).contains(byte) else { return nil }
            target[index] = byte.lowercasedASCII
            if byte == UInt8(ascii: "@") {
                isSingle = at < 0
                at = index
            } else if byte == UInt8(ascii: "."), at >= 0 {
                hasDot = true
            }
        }
        return isSingle && at > 0 && hasDot
    }

    /// No byte is below `!` or beyond ASCII.
    @inline(__always)
    private static func isVisible(_ word: UInt64) -> Bool {
        (word | ((word &- ones &* 0x21) & ~word)) & tops == 0
    }

    /// The top bit of each byte of ASCII that is this one.
    @inline(__always)
    private static func bytes(of word: UInt64, equal byte: UInt8) -> UInt64 {
        ~((word ^ (ones &* UInt64(byte))) &+ ones &* 0x7F) & tops
    }

    /// Eight bytes of ASCII at once: the top bit of each sum says whether its byte is at least `A`, or above `Z`.
    @inline(__always)
    private static func lowercased(_ word: UInt64) -> UInt64 {
        let isLetterOrMore = word &+ ones &* (128 - 65)
        let isMore = word &+ ones &* (128 - 91)
        return word | ((isLetterOrMore ^ isMore) & tops) >> 2
    }
}
