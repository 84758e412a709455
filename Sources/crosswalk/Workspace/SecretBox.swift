import Cryptography
import Domain
import Foundation

/// Seals secrets for the database with AES-256-GCM, under a key that is not in it.
///
/// The key is `CROSSWALK_KEY` (any text, stretched by HKDF) or the workspace's key file, which only its owner may read.
struct SecretBox: Sendable {
    private let key: SealingKey

    init(key: SealingKey) {
        self.key = key
    }

    static func open(_ workspace: Workspace, environment: [String: String]) throws -> SecretBox {
        if let text = environment["CROSSWALK_KEY"], !text.isEmpty {
            let key = try HKDFSHA256.key(
                from: Array(text.utf8), info: Array("crosswalk secrets".utf8), byteCount: SealingKey.byteCount)
            return SecretBox(key: try SealingKey(key))
        }
        return SecretBox(key: try fileKey(workspace.keyFile))
    }

    func seal(_ secrets: [String: String]) throws -> Data {
        let plain = try JSONEncoder().encode(secrets)
        guard let sealed = try? key.seal(Array(plain)) else { throw PlainError("The secrets could not be sealed.") }
        return Data(sealed)
    }

    func open(_ sealed: Data) throws -> [String: String] {
        do {
            return try JSONDecoder().decode([String: String].self, from: Data(key.open(Array(sealed))))
        } catch {
            throw PlainError(
                "The stored secrets cannot be opened with this key. Put the right crosswalk.key (or CROSSWALK_KEY) in place, "
                    + "or connect again with `crosswalk connect`.")
        }
    }

    private static func fileKey(_ file: URL) throws -> SealingKey {
        let manager = FileManager.default
        if manager.fileExists(atPath: file.path) {
            let mode = (try? manager.attributesOfItem(atPath: file.path))?[.posixPermissions] as? NSNumber
            guard let mode, mode.intValue & 0o077 == 0 else {
                throw PlainError("crosswalk.key can be read by others. Run `chmod 600 \(file.relativePath)`.")
            }
            guard let text = manager.contents(atPath: file.path),
                let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters),
                let key = try? SealingKey(Array(data))
            else {
                throw PlainError("crosswalk.key is damaged. Put the right one back, or delete it and connect again.")
            }
            return key
        }
        let key = randomBytes(SealingKey.byteCount)
        let text = Data(key).base64EncodedData() + Data("\n".utf8)
        guard manager.createFile(atPath: file.path, contents: text, attributes: [.posixPermissions: 0o600]) else {
            throw PlainError("crosswalk.key cannot be written in \(file.deletingLastPathComponent().relativePath).")
        }
        // On disk before anything is sealed with it: what is sealed must not outlast its key.
        try FileHandle(forUpdating: file).synchronize()
        return try SealingKey(key)
    }
}
