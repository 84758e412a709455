/// Why something was not sealed, opened, derived or signed; it never holds what was.
package enum CryptographyError: Error, Sendable, Hashable {
    /// The box was changed or cut short, or it was sealed under another key.
    case boxDoesNotOpen
    /// A key to seal with has not 32 bytes, or a text has no whole RSA key of 2048 bits or more, or an encrypted one.
    case unusableKey
    /// The library did not do what it was asked, for want of memory or because its parameters are out of bounds.
    case failed(Operation)

    package enum Operation: Sendable, Hashable {
        case seal, open, hkdf, scrypt, sign, makeKeyPair
    }
}
