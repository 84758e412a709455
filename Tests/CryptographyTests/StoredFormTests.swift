import Cryptography
import Foundation
import Testing

/// What versions before this module, whose library was another, have written into people's databases.
@Suite struct StoredFormTests {
    @Test func `sealed secrets open with the key's text`() throws {
        let key = try HKDFSHA256.key(
            from: Array("correct horse battery staple ☂".utf8), info: Array("crosswalk secrets".utf8),
            byteCount: SealingKey.byteCount)
        let box = try #require(
            Data(
                base64Encoded: "bdxNeEdQR4ZOO+LSwPPMK4rD3ks2Y9bHQQZv5dnwiQOBPFVJWksv5SC7x3wfxZ/jQUNQCg=="))
        let plain = try SealingKey(key).open(Array(box))
        #expect(String(decoding: plain, as: UTF8.self) == #"{"client_secret":"hush"}"#)
    }

    /// `scrypt$15$8$1$…`
    @Test func `a password has the hash that was kept of it`() throws {
        let salt = try #require(Data(base64Encoded: "GocR3tW01w5c9EH0qC5FkA=="))
        let hash = try Scrypt(logarithmicCost: 15, blockSize: 8, parallelism: 1)
            .key(from: Array("Zürich näht Öl".utf8), salt: Array(salt), byteCount: 32)
        #expect(Data(hash).base64EncodedString() == "nBMq/KzfALVD3ECjKj5CbMbBSQRc0P+mrGzRuO1hcPI=")
    }

    @Test func `a session has the hash that was kept of it, and its forms the token they carried`() {
        let session = Array("dvfPXeC2hvIWXRYkGQ93T-lZt7sAbNdmO87lLrzkyQ0".utf8)
        let token = HMACSHA256.code(for: Array("crosswalk forms".utf8), key: session)
        #expect(
            SHA256.digest(of: session).hex
                == "23f6105537d179a9570cd4a08739cdb96b4ce539632635c05a7e765fcb103053")
        #expect(Data(token).base64EncodedString() == "7pwYvA1V5xktOq18Gx3lP4p8KqMNTvRyjAECRIfwEZ0=")
    }
}
