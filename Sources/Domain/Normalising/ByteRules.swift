/// A value's bytes where they lie.
package typealias Bytes = UnsafeBufferPointer<UInt8>

extension UInt8 {
    var isASCIISpace: Bool { self == 32 || (9...13).contains(self) }
    var isASCIIDigit: Bool { (48...57).contains(self) }
    var isASCIIUpper: Bool { (65...90).contains(self) }
    var isASCIILetterOrDigit: Bool { isASCIIDigit || (97...122).contains(self | 32) }
    var lowercasedASCII: UInt8 { isASCIIUpper ? self | 32 : self }
}

extension Bytes {
    var isASCII: Bool {
        var all: UInt8 = 0
        for byte in self { all |= byte }
        return all < 128
    }

    var trimmedASCII: Bytes {
        var start = 0
        var end = count
        while start < end, self[start].isASCIISpace { start += 1 }
        while end > start, self[end - 1].isASCIISpace { end -= 1 }
        return Bytes(rebasing: self[start..<end])
    }

    /// The same for every white space of Unicode.
    var trimmedSpace: Bytes {
        var rest = trimmedASCII
        while let blank = rest.wideBlank(at: 0) { rest = rest.from(blank).trimmedASCII }
        while let blank = rest.lastWideBlank { rest = rest.upTo(rest.count - blank).trimmedASCII }
        return rest
    }

    private var lastWideBlank: Int? {
        for length in 2...3 where count >= length && wideBlank(at: count - length) == length { return length }
        return nil
    }

    /// The length of the blank beyond ASCII that stands there.
    private func wideBlank(at index: Int) -> Int? {
        guard index + 1 < count, self[index] >= 0xC2 else { return nil }
        let third = index + 2 < count ? self[index + 2] : 0
        return switch (self[index], self[index + 1], third) {
        case (0xC2, 0x85, _), (0xC2, 0xA0, _): 2
        case (0xE1, 0x9A, 0x80), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80): 3
        case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF): 3
        default: nil
        }
    }

    func from(_ start: Int) -> Bytes { Bytes(rebasing: self[start...]) }

    func upTo(_ end: Int) -> Bytes { Bytes(rebasing: self[..<end]) }

    var string: String { String(decoding: self, as: UTF8.self) }
}

extension Bytes {
    @inline(__always)
    func isSame(as other: Bytes) -> Bool {
        guard count == other.count else { return false }
        guard let left = UnsafeRawPointer(baseAddress), let right = UnsafeRawPointer(other.baseAddress) else {
            return true
        }
        var index = 0
        while index + 8 <= count {
            let one = left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard one == right.loadUnaligned(fromByteOffset: index, as: UInt64.self) else { return false }
            index += 8
        }
        while index < count {
            guard self[index] == other[index] else { return false }
            index += 1
        }
        return true
    }
}

/// The letters of Western Europe, whose lower case and normal form need no tables: U+00C0 to U+00FF in UTF-8.
enum LatinLetters {
    /// The byte that begins each of them.
    static let lead: UInt8 = 0xC3
    /// The second byte of `ß`, which folds to two letters.
    static let sharpS: UInt8 = 0x9F

    /// The second byte of the letter in lower case.
    @inline(__always)
    static func lowercased(_ second: UInt8) -> UInt8 {
        (0x80...0x9E).contains(second) && second != 0x97 ? second | 0x20 : second
    }
}
