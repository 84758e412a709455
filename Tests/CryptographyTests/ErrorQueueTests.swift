import CLibcrypto
import Cryptography
import Testing

/// The library keeps a list of errors for each thread, which another user of it could take for its own.
@Suite struct ErrorQueueTests {
    @Test(arguments: [
        Failure("reading a private key") { _ = try RSAPrivateKey(pem: PEM.encryptedPKCS8.text) },
        Failure("reading a public key") { _ = try RSAPublicKey(pem: "hush") },
        Failure("reading a key with a slip") {
            _ = try RSAPrivateKey(pem: PEM.pkcs1.text.replacing("MIIEowIBAAKCAQEAofg", with: "MIIEowIBAAKCAQEAofh"))
        },
        Failure("opening a box") { _ = try SealingKey(Array(1...32)).open(Array(1...40)) },
        Failure("deriving too long a key") { _ = try HKDFSHA256.key(from: [1], info: [], byteCount: 1 << 20) },
        Failure("more rounds than the block size allows") {
            _ = try Scrypt(logarithmicCost: 16, blockSize: 1, parallelism: 1).key(from: [1], salt: [2], byteCount: 32)
        },
        Failure("a wrong signature") {
            let key = try RSAPublicKey(pem: PEM.publicKey.text)
            guard key.isValid(signature: Array(1...255) + [0], of: []) else { throw CryptographyError.unusableKey }
        },
    ])
    func `no failure leaves a trace in it`(failure: Failure) {
        #expect(throws: CryptographyError.self) { try failure.attempt() }
        #expect(ERR_peek_error() == 0)
    }

    struct Failure: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let attempt: @Sendable () throws -> Void

        init(_ name: String, _ attempt: @escaping @Sendable () throws -> Void) {
            testDescription = name
            self.attempt = attempt
        }
    }
}
