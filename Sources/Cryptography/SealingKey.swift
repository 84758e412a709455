import CLibcrypto
import Synchronization

/// A key that seals bytes with AES-256-GCM (FIPS 197, NIST SP 800-38D), and opens what it sealed.
///
/// A box is a random nonce of 12 bytes, as many bytes as were sealed, and a tag of 16 that tells any change.
package final class SealingKey: Sendable {
    package static let byteCount = 32
    private static let nonceCount = 12
    private static let tagCount = 16

    /// Wiped at the end, hence a variable, hence the lock.
    private let bytes: Mutex<[UInt8]>

    /// - Parameter bytes: 32 that nobody can guess.
    package init(_ bytes: [UInt8]) throws(CryptographyError) {
        guard bytes.count == Self.byteCount else { throw .unusableKey }
        self.bytes = Mutex(bytes)
    }

    deinit {
        bytes.withLock { OPENSSL_cleanse(&$0, $0.count) }
    }

    package func seal(_ plain: [UInt8]) throws(CryptographyError) -> [UInt8] {
        defer { ERR_clear_error() }
        let nonce = randomBytes(Self.nonceCount)
        var sealed = [UInt8](repeating: 0, count: plain.count)
        var tag = [UInt8](repeating: 0, count: Self.tagCount)
        var count: Int32 = 0
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        guard let length = Int32(exactly: plain.count), context != nil,
            bytes.withLock({ EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, $0, nonce) }) == 1,
            EVP_EncryptUpdate(context, &sealed, &count, plain, length) == 1,
            // The last call closes the tag and writes nothing.
            EVP_EncryptFinal_ex(context, &sealed, &count) == 1,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagCount), &tag) == 1
        else { throw .failed(.seal) }
        return nonce + sealed + tag
    }

    package func open(_ box: [UInt8]) throws(CryptographyError) -> [UInt8] {
        guard box.count >= Self.nonceCount + Self.tagCount else { throw .boxDoesNotOpen }
        defer { ERR_clear_error() }
        let nonce = Array(box.prefix(Self.nonceCount))
        let sealed = Array(box.dropFirst(Self.nonceCount).dropLast(Self.tagCount))
        var tag = Array(box.suffix(Self.tagCount))
        var plain = [UInt8](repeating: 0, count: sealed.count)
        var count: Int32 = 0
        let context = EVP_CIPHER_CTX_new()
        defer { EVP_CIPHER_CTX_free(context) }
        guard let length = Int32(exactly: sealed.count), context != nil,
            bytes.withLock({ EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, $0, nonce) }) == 1,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagCount), &tag) == 1
        else { throw .failed(.open) }
        guard EVP_DecryptUpdate(context, &plain, &count, sealed, length) == 1,
            // The last call compares the tag; until then nothing in `plain` may be believed.
            EVP_DecryptFinal_ex(context, &plain, &count) == 1
        else {
            OPENSSL_cleanse(&plain, plain.count)
            throw .boxDoesNotOpen
        }
        return plain
    }
}
