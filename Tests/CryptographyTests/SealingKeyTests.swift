import Cryptography
import Testing

@Suite struct SealingKeyTests {
    private static let key = [UInt8](hex: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
    private static let box = [UInt8](
        hex: "cafebabefacedbaddecaf888 "
            + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
            + "c5f61e6393ba7a0abcc9f662898015ad b094dac5d93471bdec1a502270e3cc6c")
    private static let plain = [UInt8](
        hex: "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
            + "b16aedf5aa0de657ba637b391aafd255")

    /// The cases 13 to 15 of GCM's authors, without further data.
    private static let cases: [(key: [UInt8], box: [UInt8], plain: [UInt8])] = [
        (zeros(32), zeros(12) + [UInt8](hex: "530f8afbc74536b9a963b4f1c4cb738b"), []),
        (
            zeros(32), zeros(12) + [UInt8](hex: "cea7403d4d606b6e074ec5d3baf39d18 d0d1c8a799996bf0265b98b5d48ab919"),
            zeros(16)
        ),
        (key, box, plain),
    ]

    @Test(arguments: cases)
    func `the boxes of the specification open`(key: [UInt8], box: [UInt8], plain: [UInt8]) throws {
        #expect(try SealingKey(key).open(box) == plain)
    }

    @Test(arguments: [0, 1, 15, 16, 17, 1000, 1 << 20])
    func `what was sealed comes back, and each box is another`(count: Int) throws {
        let key = try SealingKey(randomBytes(SealingKey.byteCount))
        let plain = randomBytes(count)
        let (one, other) = (try key.seal(plain), try key.seal(plain))
        #expect(one != other)
        #expect(one.count == 12 + count + 16)
        #expect(try key.open(one) == plain)
        #expect(try key.open(other) == plain)
    }

    @Test(arguments: box.indices)
    func `a change of any byte keeps the box shut`(index: Int) throws {
        var box = Self.box
        box[index] ^= 1
        let key = try SealingKey(Self.key)
        #expect(throws: CryptographyError.boxDoesNotOpen) { try key.open(box) }
    }

    @Test(arguments: [0, 1, 12, 27, 28, 75, 91])
    func `a box cut short stays shut`(count: Int) throws {
        let key = try SealingKey(Self.key)
        #expect(throws: CryptographyError.boxDoesNotOpen) {
            try key.open(Array(Self.box.prefix(count)))
        }
    }

    @Test func `another key does not open the box`() throws {
        let key = try SealingKey(Self.key.reversed())
        #expect(throws: CryptographyError.boxDoesNotOpen) { try key.open(Self.box) }
    }

    @Test(arguments: [0, 16, 31, 33])
    func `a key has 32 bytes`(count: Int) {
        #expect(throws: CryptographyError.unusableKey) {
            try SealingKey([UInt8](repeating: 1, count: count))
        }
    }

    private static func zeros(_ count: Int) -> [UInt8] {
        [UInt8](repeating: 0, count: count)
    }
}
