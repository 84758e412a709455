import CLibcrypto

/// Bytes that nobody can foretell, from the library's generator (NIST SP 800-90A).
package func randomBytes(_ count: Int) throws(CryptographyError) -> [UInt8] {
    defer { ERR_clear_error() }
    var bytes = [UInt8](repeating: 0, count: count)
    guard RAND_bytes(&bytes, Int32(count)) == 1 else { throw .failed(.random) }
    return bytes
}
