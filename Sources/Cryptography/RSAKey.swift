import CLibcrypto

/// Owns one of the library's RSA keys, read from PEM (RFC 7468) or just made.
struct RSAKey: ~Copyable {
    /// What of a key is looked for in a text.
    enum Half {
        case privateHalf, publicHalf
    }

    let pointer: OpaquePointer

    /// Shorter keys can be broken.
    private static let fewestBits: Int32 = 2048

    init(takingOver pointer: OpaquePointer) {
        self.pointer = pointer
    }

    /// Takes the first key in the text.
    init(pem: String, _ half: Half) throws(CryptographyError) {
        defer { ERR_clear_error() }
        let found = Self.read(pem, half)
        guard let found, Self.isUsable(found, half) else {
            EVP_PKEY_free(found)
            throw .unusableKey
        }
        pointer = found
    }

    deinit {
        EVP_PKEY_free(pointer)
    }

    /// Without somebody who declines to tell a pass phrase, the library would ask for it on the terminal.
    private static func read(_ pem: String, _ half: Half) -> OpaquePointer? {
        var pem = pem
        return pem.withUTF8 { text in
            guard let length = Int32(exactly: text.count), let source = BIO_new_mem_buf(text.baseAddress, length) else {
                return nil
            }
            defer { BIO_free(source) }
            return switch half {
            case .privateHalf: PEM_read_bio_PrivateKey(source, nil, { _, _, _, _ in -1 }, nil)
            case .publicHalf: PEM_read_bio_PUBKEY(source, nil, { _, _, _, _ in -1 }, nil)
            }
        }
    }

    private static func isUsable(_ key: OpaquePointer, _ half: Half) -> Bool {
        guard EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA, EVP_PKEY_get_bits(key) >= fewestBits else { return false }
        return half == .publicHalf || isWhole(key)
    }

    /// A private key that a slip has changed can often be read still, but its numbers do not belong together.
    private static func isWhole(_ key: OpaquePointer) -> Bool {
        let context = EVP_PKEY_CTX_new(key, nil)
        defer { EVP_PKEY_CTX_free(context) }
        return context != nil && EVP_PKEY_pairwise_check(context) == 1
    }
}
