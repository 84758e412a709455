import Synchronization

/// The visitors that were written lately, so that each of their events need not write them again.
final class KnownVisitors: Sendable {
    private let ids = Mutex<Set<String>>([])
    private static let most = 50_000

    /// True where the visitor was not known.
    func insert(_ id: String) -> Bool {
        ids.withLock { ids in
            if ids.count >= Self.most { ids.removeAll(keepingCapacity: true) }
            return ids.insert(id).inserted
        }
    }

    func forget() {
        ids.withLock { $0.removeAll() }
    }
}
