import CLibcrypto

/// Makes keys of a text that is hard to guess, with HKDF-SHA256 (RFC 5869).
package enum HKDFSHA256 {
    /// - Parameter info: what the key is for; keys for different things tell nothing of each other.
    package static func key(
        from secret: [UInt8], salt: [UInt8] = [], info: [UInt8], byteCount: Int
    ) throws(CryptographyError) -> [UInt8] {
        defer { ERR_clear_error() }
        let context = EVP_PKEY_CTX_new_id(EVP_PKEY_HKDF, nil)
        defer { EVP_PKEY_CTX_free(context) }
        var key = [UInt8](repeating: 0, count: byteCount)
        var count = byteCount
        guard context != nil, EVP_PKEY_derive_init(context) == 1,
            EVP_PKEY_CTX_set_hkdf_md(context, EVP_sha256()) == 1,
            EVP_PKEY_CTX_set1_hkdf_salt(context, salt, Int32(salt.count)) == 1,
            EVP_PKEY_CTX_set1_hkdf_key(context, secret, Int32(secret.count)) == 1,
            EVP_PKEY_CTX_add1_hkdf_info(context, info, Int32(info.count)) == 1,
            EVP_PKEY_derive(context, &key, &count) == 1
        else { throw .failed(.hkdf) }
        return key
    }
}
