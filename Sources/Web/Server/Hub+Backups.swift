import Domain
import Foundation

/// A copy of the database beside the workspace.
struct KeptBackup: Sendable, Hashable {
    let path: String
    let bytes: Int64
    let at: Instant
}

extension Hub {
    private var backupFolder: String { workspace.folder + "/backups" }

    /// Writes a copy, named by the moment, and notes who asked for it.
    func backUp(by visitor: Visitor) async throws -> KeptBackup {
        let now = clock()
        let stamp = now.iso8601.prefix(19).split(separator: ":").joined(separator: "-")
        let path = "\(backupFolder)/crosswalk-\(stamp).db"
        do {
            try FileManager.default.createDirectory(atPath: backupFolder, withIntermediateDirectories: true)
        } catch {
            throw PlainError(
                "The folder \(backupFolder) cannot be made. Give the server's user the right to write there.")
        }
        try await workspace.backUp(path)
        try await store.audit(AuditEntry(at: now, who: visitor.name, action: "backup", subject: path, detail: ""))
        return KeptBackup(path: path, bytes: Self.size(of: path), at: now)
    }

    /// What lies in the folder of backups, the newest first.
    func backups() -> [KeptBackup] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: backupFolder)) ?? []
        let files = names.filter { $0.hasSuffix(".db") }.map { name -> KeptBackup in
            let path = "\(backupFolder)/\(name)"
            let changed = (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
            return KeptBackup(
                path: path, bytes: Self.size(of: path),
                at: Instant(milliseconds: Int64((changed?.timeIntervalSince1970 ?? 0) * 1000)))
        }
        return files.sorted { ($0.at.milliseconds, $0.path) > ($1.at.milliseconds, $1.path) }
    }

    private static func size(of path: String) -> Int64 {
        let size = (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? NSNumber
        return size?.int64Value ?? 0
    }
}
