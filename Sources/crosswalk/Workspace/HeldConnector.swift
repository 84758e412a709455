import Connectors
import Domain
import Synchronization

/// The connector that pages ask, kept for a while: its session is opened once and not by every page.
final class HeldConnector: Sendable {
    private struct Held {
        let settings: SalesforceSettings
        let until: Instant
        let connector: SalesforceConnector?
    }

    private let held = Mutex<Held?>(nil)
    /// How soon a connection that another process made is seen.
    private static let freshness = Duration.seconds(15)

    func connector(
        for settings: SalesforceSettings, at now: Instant, _ make: () async throws -> SalesforceConnector?
    ) async throws -> SalesforceConnector? {
        let known = held.withLock { held in
            held.flatMap { $0.settings == settings && $0.until > now ? $0 : nil }
        }
        if let known { return known.connector }
        let connector = try await make()
        held.withLock {
            $0 = Held(settings: settings, until: now.advanced(by: Self.freshness), connector: connector)
        }
        return connector
    }

    func forget() {
        held.withLock { $0 = nil }
    }
}
