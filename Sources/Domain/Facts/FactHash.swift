/// 128 bits that stand for the id of a fact: MurmurHash3 (x64, 128 bits, seed 0), whose values never change.
///
/// Among a thousand million ids the chance that any two share theirs is about one in 10²¹.
package struct FactHash: Sendable, Hashable, Comparable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var first: UInt64 = 0
        var second: UInt64 = 0
        let text = UnsafeRawBufferPointer(bytes)
        let wholeBlocks = text.count / 16 * 16
        var position = 0
        while position < wholeBlocks {
            let word1 = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            let word2 = UInt64(littleEndian: text.loadUnaligned(fromByteOffset: position + 8, as: UInt64.self))
            first ^= Self.scramble1(word1)
            first = (first.rotated(27) &+ second) &* 5 &+ 0x52dc_e729
            second ^= Self.scramble2(word2)
            second = (second.rotated(31) &+ first) &* 5 &+ 0x3849_5ab5
            position += 16
        }
        var tail1: UInt64 = 0
        var tail2: UInt64 = 0
        for index in position..<text.count {
            let byte = UInt64(text[index])
            let offset = index - position
            if offset < 8 { tail1 |= byte << UInt64(8 * offset) } else { tail2 |= byte << UInt64(8 * (offset - 8)) }
        }
        second ^= Self.scramble2(tail2)
        first ^= Self.scramble1(tail1)
        first ^= UInt64(text.count)
        second ^= UInt64(text.count)
        first = first &+ second
        second = second &+ first
        first = Self.finish(first)
        second = Self.finish(second)
        first = first &+ second
        second = second &+ first
        high = first
        low = second
    }

    @inline(__always) package static func < (left: FactHash, right: FactHash) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }

    @inline(__always) private static func scramble1(_ word: UInt64) -> UInt64 {
        (word &* 0x87c3_7b91_1142_53d5).rotated(31) &* 0x4cf5_ad43_2745_937f
    }

    @inline(__always) private static func scramble2(_ word: UInt64) -> UInt64 {
        (word &* 0x4cf5_ad43_2745_937f).rotated(33) &* 0x87c3_7b91_1142_53d5
    }

    @inline(__always) private static func finish(_ word: UInt64) -> UInt64 {
        var word = word
        word ^= word >> 33
        word = word &* 0xff51_afd7_ed55_8ccd
        word ^= word >> 33
        word = word &* 0xc4ce_b9fe_1a85_ec53
        return word ^ word >> 33
    }
}

extension UInt64 {
    @inline(__always) fileprivate func rotated(_ bits: UInt64) -> UInt64 {
        self &<< bits | self &>> (64 - bits)
    }
}
