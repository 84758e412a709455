import Cryptography
import Foundation

/// A random text that opens something: a session, the API, the first set-up. Only its hash is kept.
struct SecretToken: Sendable, Hashable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    init(prefix: String = "", random: ([UInt8]) = randomBytes(32)) {
        text = prefix + Self.base64URL(random)
    }

    var hash: [UInt8] { SHA256.digest(of: Array(text.utf8)) }

    /// The token that the forms of this session carry: it follows from the session's and does not give it away.
    var csrfToken: String {
        Self.base64URL(HMACSHA256.code(for: Array("crosswalk forms".utf8), key: Array(text.utf8)))
    }

    static func base64URL(_ bytes: [UInt8]) -> String {
        var text = ""
        for character in Data(bytes).base64EncodedString() {
            switch character {
            case "+": text.append("-")
            case "/": text.append("_")
            case "=": break
            default: text.append(character)
            }
        }
        return text
    }
}
