import Cryptography
import Testing

@Suite struct HKDFSHA256Tests {
    /// The cases of RFC 5869, appendix A, that use SHA-256.
    private static let cases: [(secret: [UInt8], salt: [UInt8], info: [UInt8], key: String)] = [
        (
            [UInt8](repeating: 0x0B, count: 22), Array(0...12), Array(0xF0...0xF9),
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
        ),
        (
            Array(0...0x4F), Array(0x60...0xAF), Array(0xB0...0xFF),
            "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
                + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
        ),
        (
            [UInt8](repeating: 0x0B, count: 22), [], [],
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
        ),
    ]

    @Test(arguments: cases)
    func `secrets make the keys of RFC 5869`(
        secret: [UInt8], salt: [UInt8], info: [UInt8], key: String
    ) throws {
        let made = try HKDFSHA256.key(
            from: secret, salt: salt, info: info, byteCount: key.utf8.count / 2)
        #expect(made.hex == key)
    }

    @Test func `more than 255 digests cannot be made of one secret`() {
        #expect(throws: CryptographyError.failed(.hkdf)) {
            try HKDFSHA256.key(from: [1], info: [], byteCount: 255 * SHA256.byteCount + 1)
        }
    }
}
