import CLibcrypto

/// A new pair of RSA keys of 2048 bits as PEM (RFC 7468): the private one as PKCS#8, the public one as its
/// SubjectPublicKeyInfo.
package struct RSAKeyPair: Sendable {
    package let privateKey: String
    package let publicKey: String

    package init() throws(CryptographyError) {
        let key = try Self.newKey()
        guard let privateKey = Self.text({ PEM_write_bio_PKCS8PrivateKey($0, key.pointer, nil, nil, 0, nil, nil) }),
            let publicKey = Self.text({ PEM_write_bio_PUBKEY($0, key.pointer) })
        else { throw .failed(.makeKeyPair) }
        self.privateKey = privateKey
        self.publicKey = publicKey
    }

    private static func newKey() throws(CryptographyError) -> RSAKey {
        defer { ERR_clear_error() }
        let context = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, nil)
        defer { EVP_PKEY_CTX_free(context) }
        var key: OpaquePointer?
        guard context != nil, EVP_PKEY_keygen_init(context) == 1,
            EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) == 1, EVP_PKEY_keygen(context, &key) == 1, let key
        else { throw .failed(.makeKeyPair) }
        return RSAKey(takingOver: key)
    }

    /// What a function of the library writes.
    private static func text(_ write: (OpaquePointer) -> Int32) -> String? {
        defer { ERR_clear_error() }
        guard let memory = BIO_new(BIO_s_mem()) else { return nil }
        defer { BIO_free(memory) }
        guard write(memory) == 1 else { return nil }
        let length = BIO_ctrl_pending(memory)
        return String(unsafeUninitializedCapacity: length) { Int(BIO_read(memory, $0.baseAddress, Int32($0.count))) }
    }
}
