import Cryptography
import Foundation

/// The signed assertion of the JWT bearer flow.
struct JWTAssertion {
    let issuer: String?
    let subject: String?
    let audience: String?
    /// Seconds since 1970; some clients send it as a text.
    let expiry: Double?
    private let signed: [UInt8]
    private let signature: [UInt8]

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.object(parts[0]), header["alg"]?.text == "RS256",
            let claims = Self.object(parts[1]), let signature = bytes(ofBase64URL: parts[2])
        else { return nil }
        issuer = claims["iss"]?.text
        subject = claims["sub"]?.text
        audience = claims["aud"]?.text ?? claims["aud"]?.list?.first?.text
        expiry =
            switch claims["exp"] {
            case .number(let number): Double(number)
            case .text(let text): Double(text)
            default: nil
            }
        signed = Array("\(parts[0]).\(parts[1])".utf8)
        self.signature = signature
    }

    func isSigned(by publicKey: String) -> Bool {
        guard let key = try? RSAPublicKey(pem: publicKey) else { return false }
        return key.isValid(signature: signature, of: signed)
    }

    private static func object(_ part: Substring) -> JSONValue? {
        bytes(ofBase64URL: part).flatMap { try? JSONParser.parse($0) }
    }
}
