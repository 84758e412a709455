import Crypto
import Domain
import Foundation

/// Seals secrets for the database with AES-256-GCM, under a key that is not in it.
///
/// The key is `CROSSWALK_KEY` (any text, stretched by HKDF) or the workspace's key file, which only its owner may read.
struct SecretBox: Sendable {
    private let key: SymmetricKey

    init(key: SymmetricKey) {
        self.key = key
    }

    static func open(_ workspace: Workspace, environment: [String: String]) throws -> SecretBox {
        if let text = environment["CROSSWALK_KEY"], !text.isEmpty {
            let key = HKDF<SHA256>.deriveKey(
                inputKeyMaterial: SymmetricKey(data: Data(text.utf8)), info: Data("crosswalk secrets".utf8),
                outputByteCount: 32)
            return SecretBox(key: key)
        }
        return SecretBox(key: try fileKey(workspace.keyFile))
    }

    func seal(_ secrets: [String: String]) throws -> Data {
        let plain = try JSONEncoder().encode(secrets)
        guard let sealed = try AES.GCM.seal(plain, using: key).combined else {
            throw PlainError("The secrets could not be sealed.")
        }
        return sealed
    }

    func open(_ sealed: Data) throws -> [String: String] {
        do {
            let plain = try AES.GCM.open(AES.GCM.SealedBox(combined: sealed), using: key)
            return try JSONDecoder().decode([String: String].self, from: plain)
        } catch {
            throw PlainError(
                "The stored secrets cannot be opened with this key. Put the right crosswalk.key (or CROSSWALK_KEY) in place, "
                    + "or connect again with `crosswalk connect`.")
        }
    }

    private static func fileKey(_ file: URL) throws -> SymmetricKey {
        let manager = FileManager.default
        if manager.fileExists(atPath: file.path) {
            let mode = (try? manager.attributesOfItem(atPath: file.path))?[.posixPermissions] as? NSNumber
            guard let mode, mode.intValue & 0o077 == 0 else {
                throw PlainError("crosswalk.key can be read by others. Run `chmod 600 \(file.relativePath)`.")
            }
            guard let text = manager.contents(atPath: file.path),
                let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters), data.count == 32
            else {
                throw PlainError("crosswalk.key is damaged. Put the right one back, or delete it and connect again.")
            }
            return SymmetricKey(data: data)
        }
        let key = SymmetricKey(size: .bits256)
        let text = key.withUnsafeBytes { Data($0).base64EncodedData() } + Data("\n".utf8)
        guard manager.createFile(atPath: file.path, contents: text, attributes: [.posixPermissions: 0o600]) else {
            throw PlainError("crosswalk.key cannot be written in \(file.deletingLastPathComponent().relativePath).")
        }
        return SymmetricKey(data: key.withUnsafeBytes { Data($0) })
    }
}
