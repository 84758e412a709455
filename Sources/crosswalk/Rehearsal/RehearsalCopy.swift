import Domain
import Foundation
import Store

/// A copy of the hub's file beside it, on which stages are carried out to see what they would do.
///
/// Its name holds the process, so that what a killed rehearsal left behind is known and removed by the next one.
struct RehearsalCopy {
    let store: HubStore
    private let path: String
    private static let prefix = ".rehearsal-"

    init(of store: HubStore) async throws {
        let folder = URL(fileURLWithPath: store.path).deletingLastPathComponent()
        Self.removeLeftovers(in: folder)
        path = folder.appendingPathComponent("\(Self.prefix)\(ProcessInfo.processInfo.processIdentifier).db").path
        do {
            self.store = try await store.copy(to: path)
        } catch {
            Self.remove(path)
            throw error
        }
    }

    func remove() { Self.remove(path) }

    private static func remove(_ path: String) {
        for file in [path, path + "-wal", path + "-shm"] { try? FileManager.default.removeItem(atPath: file) }
    }

    private static func removeLeftovers(in folder: URL) {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        for name in names where name.hasPrefix(prefix) && name.hasSuffix(".db") {
            guard let process = Int32(name.dropFirst(prefix.count).dropLast(3)), kill(process, 0) != 0 else { continue }
            remove(folder.appendingPathComponent(name).path)
        }
    }
}
