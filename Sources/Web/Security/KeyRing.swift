package import Domain
import Synchronization

/// The keys of programs, held in memory for the ingest's sake and read anew every few seconds.
package final class KeyRing: Sendable {
    private struct Held {
        var keys: [[UInt8]: AccessKey] = [:]
        var readAt: Instant?
    }

    private let store: any AccessStore
    private let clock: @Sendable () -> Instant
    private let held = Mutex(Held())
    /// How long a key that another process revoked may still work.
    private static let freshness: Int64 = 5_000

    package init(store: any AccessStore, clock: @escaping @Sendable () -> Instant) {
        self.store = store
        self.clock = clock
    }

    package func key(_ text: String) async throws -> AccessKey? {
        guard (10...200).contains(text.utf8.count) else { return nil }
        let now = clock()
        let isFresh = held.withLock { held in
            held.readAt.map { now.milliseconds - $0.milliseconds < Self.freshness } ?? false
        }
        if !isFresh { try await reload() }
        let hash = SecretToken(text).hash
        return held.withLock { $0.keys[hash] }
    }

    /// Makes a key; its text is shown this once and kept nowhere.
    package func create(name: String, scope: KeyScope, by who: String) async throws -> (id: Int64, text: String) {
        let token = SecretToken(prefix: "cw_\(scope.rawValue)_")
        let id = try await store.addKey(
            AccessKey(
                id: 0, name: name, scope: scope, prefix: String(token.text.prefix(16)), hash: token.hash,
                createdBy: who, createdAt: clock()))
        try await reload()
        return (id, token.text)
    }

    package func revoke(_ id: Int64) async throws -> Bool {
        let isRevoked = try await store.revokeKey(id, at: clock())
        try await reload()
        return isRevoked
    }

    private func reload() async throws {
        let keys = try await store.keys()
        let now = clock()
        held.withLock {
            $0.keys = Dictionary(keys.map { ($0.hash, $0) }, uniquingKeysWith: { first, _ in first })
            $0.readAt = now
        }
    }
}
