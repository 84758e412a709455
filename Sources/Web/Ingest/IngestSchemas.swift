import Domain
import Synchronization

/// The schema in force, worked out anew every few seconds: a change of the configuration is seen soon enough.
final class IngestSchemas: Sendable {
    private let store: any RecordStore & BookmarkStore
    /// Told when the store's content was replaced by a backup's.
    private let restored: @Sendable () -> Void
    private let configuration: @Sendable () throws -> HubConfiguration
    private let held = Mutex<(schema: IngestSchema, readAt: Instant, restore: String?)?>(nil)
    private static let freshness: Int64 = 5_000

    init(
        store: any RecordStore & BookmarkStore, configuration: @escaping @Sendable () throws -> HubConfiguration,
        restored: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.restored = restored
        self.configuration = configuration
    }

    func present(at now: Instant) async throws -> IngestSchema {
        let known = held.withLock { held in
            held.flatMap { now.milliseconds - $0.readAt.milliseconds < Self.freshness ? $0.schema : nil }
        }
        if let known { return known }
        let schema = IngestSchema(try configuration(), attributes: try await store.attributes())
        let restore = try await store.bookmark("restored")
        let isRestored = held.withLock { held in
            defer { held = (schema, now, restore) }
            return held.map { $0.restore != restore } ?? false
        }
        if isRestored { restored() }
        return schema
    }
}
