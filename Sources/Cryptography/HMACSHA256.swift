import CLibcrypto

/// The authentication code HMAC-SHA256 (RFC 2104, FIPS 198-1).
package enum HMACSHA256 {
    package static func code(for message: [UInt8], key: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: SHA256.byteCount)
        let end = HMAC(EVP_sha256(), key, Int32(key.count), message, message.count, &code, nil)
        precondition(end != nil, "libcrypto has no HMAC-SHA256")
        return code
    }
}
