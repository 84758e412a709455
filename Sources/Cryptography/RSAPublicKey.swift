import CLibcrypto

/// Checks signatures of RS256: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, RFC 7518 section 3.3).
package struct RSAPublicKey: ~Copyable {
    private let key: RSAKey

    /// - Parameter pem: a SubjectPublicKeyInfo or a key of PKCS#1 (RFC 5280, RFC 8017).
    package init(pem: String) throws(CryptographyError) {
        key = try RSAKey(pem: pem, .publicHalf)
    }

    package borrowing func isValid(signature: [UInt8], of message: [UInt8]) -> Bool {
        defer { ERR_clear_error() }
        let context = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(context) }
        return context != nil && EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key.pointer) == 1
            && EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }
}
