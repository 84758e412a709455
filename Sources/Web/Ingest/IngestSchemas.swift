import Domain
import Synchronization

/// The schema in force, worked out anew every few seconds: a change of the configuration is seen soon enough.
final class IngestSchemas: Sendable {
    private let store: any RecordStore
    private let configuration: @Sendable () throws -> HubConfiguration
    private let held = Mutex<(schema: IngestSchema, readAt: Instant)?>(nil)
    private static let freshness: Int64 = 5_000

    init(store: any RecordStore, configuration: @escaping @Sendable () throws -> HubConfiguration) {
        self.store = store
        self.configuration = configuration
    }

    func present(at now: Instant) async throws -> IngestSchema {
        let known = held.withLock { held in
            held.flatMap { now.milliseconds - $0.readAt.milliseconds < Self.freshness ? $0.schema : nil }
        }
        if let known { return known }
        let schema = IngestSchema(try configuration(), attributes: try await store.attributes())
        held.withLock { $0 = (schema, now) }
        return schema
    }
}
