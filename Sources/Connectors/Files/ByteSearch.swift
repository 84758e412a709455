/// Finds the bytes that matter in a text, eight at a time.
///
/// The only place with pointer arithmetic: every index is checked against `count` before a word is loaded.
struct ByteSearch {
    let base: UnsafeRawPointer
    let count: Int

    /// Nothing for an empty buffer.
    init?(_ buffer: UnsafeRawBufferPointer) {
        guard let base = buffer.baseAddress, buffer.count > 0 else { return nil }
        self.base = base
        count = buffer.count
    }

    @inline(__always) subscript(index: Int) -> UInt8 {
        base.load(fromByteOffset: index, as: UInt8.self)
    }

    @inline(__always) func slice(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base + range.lowerBound, count: range.count)
    }

    /// The next `byte` at or after `start`, or `count`; and whether a line break may stand before it.
    @inline(__always) func run(to byte: UInt8, from start: Int) -> (end: Int, mayHoldBreak: Bool) {
        let pattern = Self.repeated(byte)
        var index = start
        var breaks: UInt64 = 0
        while index + 8 <= count {
            let word = load(index)
            let hits = Self.zeroBytes(word ^ pattern)
            if hits != 0 {
                // Bytes behind the hit do not count, but a needless second look is harmless.
                return (index + hits.trailingZeroBitCount / 8, (breaks | Self.bytesBelow14(word)) != 0)
            }
            breaks |= Self.bytesBelow14(word)
            index += 8
        }
        var mayHoldBreak = breaks != 0
        while index < count, self[index] != byte {
            mayHoldBreak = mayHoldBreak || self[index] < 14
            index += 1
        }
        return (index, mayHoldBreak)
    }

    /// The next `byte`, carriage return or line feed at or after `start`, or `count`.
    @inline(__always) func cellEnd(_ byte: UInt8, from start: Int) -> Int {
        let pattern = Self.repeated(byte)
        var index = start
        while index + 8 <= count {
            let word = load(index)
            let hits =
                Self.zeroBytes(word ^ pattern) | Self.zeroBytes(word ^ Self.repeated(.lineFeed))
                | Self.zeroBytes(word ^ Self.repeated(.carriageReturn))
            if hits != 0 { return index + hits.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < count, self[index] != byte, self[index] != .lineFeed, self[index] != .carriageReturn {
            index += 1
        }
        return index
    }

    /// The next quote, backslash or control character at or after `start`, or `count`: where a plain run of a JSON
    /// string ends.
    @inline(__always) func jsonRunEnd(from start: Int) -> Int {
        var index = start
        while index + 8 <= count {
            let word = load(index)
            let hits =
                Self.zeroBytes(word ^ Self.repeated(.quote)) | Self.zeroBytes(word ^ Self.repeated(.backslash))
                | Self.zeroBytes(word & 0xE0E0_E0E0_E0E0_E0E0)
            if hits != 0 { return index + hits.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < count, self[index] != .quote, self[index] != .backslash, self[index] >= 0x20 { index += 1 }
        return index
    }

    var isASCII: Bool {
        var index = 0
        var seen: UInt64 = 0
        while index + 8 <= count {
            seen |= load(index)
            index += 8
        }
        while index < count {
            seen |= UInt64(self[index])
            index += 1
        }
        return seen & 0x8080_8080_8080_8080 == 0
    }

    @inline(__always) private func load(_ index: Int) -> UInt64 {
        UInt64(littleEndian: base.loadUnaligned(fromByteOffset: index, as: UInt64.self))
    }

    @inline(__always) private static func repeated(_ byte: UInt8) -> UInt64 {
        UInt64(byte) &* 0x0101_0101_0101_0101
    }

    /// The high bit of each zero byte; above the lowest hit there may be false ones.
    @inline(__always) private static func zeroBytes(_ word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
    }

    @inline(__always) private static func bytesBelow14(_ word: UInt64) -> UInt64 {
        (word &- 0x0E0E_0E0E_0E0E_0E0E) & ~word & 0x8080_8080_8080_8080
    }
}

extension UInt8 {
    static var lineFeed: UInt8 { 0x0A }
    static var carriageReturn: UInt8 { 0x0D }
    static var quote: UInt8 { UInt8(ascii: "\"") }
    static var backslash: UInt8 { UInt8(ascii: "\\") }
    static var comma: UInt8 { UInt8(ascii: ",") }
}

/// Whether the bytes are UTF-8; text that is all ASCII is passed at the speed of reading it.
func isUTF8(_ buffer: UnsafeRawBufferPointer) -> Bool {
    guard let search = ByteSearch(buffer), !search.isASCII else { return true }
    return buffer.withMemoryRebound(to: UInt8.self) { (try? UTF8Span(validating: $0.span)) != nil }
}

func areEqual(_ left: UnsafeRawBufferPointer, _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return right.withUnsafeBytes { right in left.indices.allSatisfy { left[$0] == right[$0] } }
}
