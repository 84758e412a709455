import Cryptography
import Domain
import Foundation

/// The signed claim by which an app logs a user in without a person (RS256, S§2).
struct JWTAssertion {
    let clientID: String
    let username: String
    let audience: String
    let expires: Instant

    func signed(with privateKey: Secret) throws(SalesforceError) -> String {
        do {
            let key = try RSAPrivateKey(pem: privateKey.value)
            let claims = Claims(iss: clientID, sub: username, aud: audience, exp: expires.milliseconds / 1000)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let text = "\(base64URL(Data(#"{"alg":"RS256"}"#.utf8))).\(base64URL(try encoder.encode(claims)))"
            let signature = try key.signature(of: Array(text.utf8))
            return "\(text).\(base64URL(Data(signature)))"
        } catch {
            throw SalesforceError(.badPrivateKey, request: "POST /services/oauth2/token")
        }
    }

    private struct Claims: Encodable {
        let iss: String
        let sub: String
        let aud: String
        let exp: Int64
    }
}

/// Base64 for addresses, without padding.
func base64URL(_ data: Data) -> String {
    data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
}
