import Cryptography
import Foundation

/// A password as it is kept: scrypt with its cost and its salt, `scrypt$15$8$1$salt$hash`.
package struct PasswordHash: Sendable, Hashable {
    package let text: String

    init(stored text: String) {
        self.text = text
    }

    /// - Parameter logarithmicCost: 15 takes 32 MB and about a tenth of a second.
    package init(hashing password: String, salt: [UInt8], logarithmicCost: Int = 15) throws {
        let key = try Self.derive(password, salt: salt, logarithmicCost: logarithmicCost)
        text = "scrypt$\(logarithmicCost)$8$1$\(Data(salt).base64EncodedString())$\(Data(key).base64EncodedString())"
    }

    func matches(_ password: String) -> Bool {
        let parts = text.split(separator: "$")
        guard parts.count == 6, parts[0] == "scrypt", let cost = Int(parts[1]), (1...20).contains(cost),
            let salt = Data(base64Encoded: String(parts[4])), let hash = Data(base64Encoded: String(parts[5])),
            let derived = try? Self.derive(password, salt: Array(salt), logarithmicCost: cost)
        else { return false }
        return isEqualInConstantTime(derived, Array(hash))
    }

    private static func derive(_ password: String, salt: [UInt8], logarithmicCost: Int) throws -> [UInt8] {
        // The same password typed on another keyboard must be the same bytes.
        let bytes = Array(password.precomposedStringWithCanonicalMapping.utf8)
        let scrypt = Scrypt(logarithmicCost: logarithmicCost, blockSize: 8, parallelism: 1)
        return try scrypt.key(from: bytes, salt: salt, byteCount: 32)
    }
}
