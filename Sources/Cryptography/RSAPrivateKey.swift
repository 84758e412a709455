import CLibcrypto

/// Signs as RS256 does: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, RFC 7518 section 3.3).
package struct RSAPrivateKey: ~Copyable {
    private let key: RSAKey

    /// - Parameter pem: a key of PKCS#8 or PKCS#1 (RFC 5208, RFC 8017) that no pass phrase protects.
    package init(pem: String) throws(CryptographyError) {
        key = try RSAKey(pem: pem, .privateHalf)
    }

    package borrowing func signature(of message: [UInt8]) throws(CryptographyError) -> [UInt8] {
        defer { ERR_clear_error() }
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: Int(EVP_PKEY_get_size(key.pointer)))
        var count = signature.count
        guard context != nil, EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key.pointer) == 1,
            EVP_DigestSign(context, &signature, &count, message, message.count) == 1
        else { throw .failed(.sign) }
        return Array(signature.prefix(count))
    }
}
