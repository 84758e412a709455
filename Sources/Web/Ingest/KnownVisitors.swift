import Synchronization

/// The visitors that were written lately, so that each of their events need not write them again.
final class KnownVisitors: Sendable {
    private let ids = Mutex<Set<String>>([])
    private static let most = 50_000

    func contains(_ id: String) -> Bool {
        ids.withLock { $0.contains(id) }
    }

    /// Notes visitors who are on disk.
    func insert(_ visitors: Set<String>) {
        guard !visitors.isEmpty else { return }
        ids.withLock { ids in
            if ids.count >= Self.most { ids.removeAll(keepingCapacity: true) }
            ids.formUnion(visitors)
        }
    }

    func forget() {
        ids.withLock { $0.removeAll() }
    }
}
