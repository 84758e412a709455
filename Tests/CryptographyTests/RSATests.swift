import Cryptography
import Testing

@Suite struct RSATests {
    /// RFC 7515, appendix A.2.
    private static let message = Array(
        ("eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
            + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ").utf8)
    private static let signature = [UInt8](
        hex:
            "702e218943e88fd11eb5d82dbf7845f34106ae1b81fff7731116add1717d83656d420afd3c96eedd73a2663e5166687b"
            + "000b87226e0187ed1073f945e582adfcef16d85a798ee8c66ddb3db8975b17d09402beedd5d9d97007108db28160d5f8"
            + "040ca7445762b81fbe7ff9d92e0ae76f24f25b33bbe6f44ae61eb1040acb20044d3ef9128ed40130795bd4bd3b41eeca"
            + "d066ab651981fde48df77f372dc38b9fafdd3befb18b5da3cc3c2eb02f9e3a41d612caad15911273a05f23b9e838faaf"
            + "849d698429ef5a1e88798236c3d40e604522a544c8f27a7a2db80663d16cf7caea56de405cb2215a45b2c25566b55ac1"
            + "a748a070dfc8a32a469543d019eefb47")

    @Test(arguments: [
        PEM.pkcs8, .pkcs1, .certificate + .pkcs8, .pkcs8 + .certificate, .publicKey + .pkcs8,
        PEM("a bag's attributes", "Bag Attributes\n    friendlyName: crosswalk\n") + .pkcs8,
        PEM("lines of another system", PEM.pkcs8.text.replacing("\n", with: "\r\n")),
    ])
    func `a key signs as the standard's example does, whatever stands beside it`(pem: PEM) throws {
        #expect(try RSAPrivateKey(pem: pem.text).signature(of: Self.message) == Self.signature)
    }

    @Test(arguments: [PEM.publicKey, .publicPKCS1])
    func `its public half knows the signature, and none that was changed`(pem: PEM) throws {
        let key = try RSAPublicKey(pem: pem.text)
        var forged = Self.signature
        forged[100] ^= 1
        let cases: [(signature: [UInt8], message: [UInt8], isValid: Bool)] = [
            (Self.signature, Self.message, true), (forged, Self.message, false),
            (Self.signature, Self.message + [0], false), (Self.signature.dropLast(), Self.message, false),
            ([0] + Self.signature, Self.message, false), ([], Self.message, false),
        ]
        for (signature, message, isValid) in cases {
            let answer = key.isValid(signature: signature, of: message)
            #expect(answer == isValid, "\(signature.hex)")
        }
    }

    @Test(arguments: [
        PEM("nothing", ""), PEM("a word", "hush"), PEM("a bad label", "-----BEGIN NONSENSE-----"),
        PEM("a key cut short", String(PEM.pkcs8.text.dropLast(40))), .publicKey, .certificate, .encryptedPKCS8,
        .encryptedPKCS1, .encryptedUnderNothing, .elliptic, .short, .elliptic + .pkcs8,
    ])
    func `what is no open private key of 2048 bits is refused`(pem: PEM) {
        #expect(throws: CryptographyError.unusableKey) { try RSAPrivateKey(pem: pem.text).signature(of: Self.message) }
    }

    /// The lines hold parts of the modulus, the private exponent, a prime and a coefficient.
    @Test(arguments: [4, 10, 15, 24])
    func `a slip in a private key is noticed`(line: Int) throws {
        var lines = PEM.pkcs8.text.split(separator: "\n").map { Array($0.utf8) }
        lines[line][20] = lines[line][20] == 0x41 ? 0x42 : 0x41
        let pem = lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
        #expect(throws: CryptographyError.unusableKey) { try RSAPrivateKey(pem: pem).signature(of: Self.message) }
    }

    @Test(arguments: [
        PEM("nothing", ""), PEM("a word", "hush"), .pkcs8, .certificate, .ellipticPublicKey, .shortPublicKey,
    ])
    func `what is no public key of 2048 bits is refused`(pem: PEM) {
        #expect(throws: CryptographyError.unusableKey) {
            try RSAPublicKey(pem: pem.text).isValid(signature: Self.signature, of: Self.message)
        }
    }

    @Test func `a new pair signs and knows its signatures, and not those of another`() throws {
        let (pair, stranger) = (try RSAKeyPair(), try RSAKeyPair())
        let signature = try RSAPrivateKey(pem: pair.privateKey).signature(of: Self.message)
        let isKnown = try RSAPublicKey(pem: pair.publicKey).isValid(
            signature: signature, of: Self.message)
        let isKnownToStranger = try RSAPublicKey(pem: stranger.publicKey).isValid(
            signature: signature, of: Self.message)
        #expect(isKnown)
        #expect(!isKnownToStranger)
        #expect(pair.privateKey.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(pair.publicKey.hasPrefix("-----BEGIN PUBLIC KEY-----\n"))
    }
}
