import Connectors
import Domain
import Foundation
import Logging
import Simulators
import Store
import SyncEngine
import Synchronization
import TestSupport
import Testing

/// Communities on a simulator, and a hub that reads them by the real connector.
final class SimulatedTenants: Sendable {
    let simulator: CommunitySimulator
    let hub: CommunityHub
    let address: String
    private let time = Mutex(Instant(iso8601: "2026-05-13T00:00:00Z") ?? Instant(milliseconds: 0))

    private init(_ simulator: CommunitySimulator, _ hub: CommunityHub, _ address: String) {
        self.simulator = simulator
        self.hub = hub
        self.address = address
    }

    var store: HubStore { hub.store }

    /// Serves members until the body has ended. A member's id is unique within the tenant.
    static func serving(
        _ members: [(tenant: String, id: String, email: String)], hub: CommunityHub? = nil,
        _ options: CommunitySimulator.Options = CommunitySimulator.Options(),
        _ body: @escaping @Sendable (SimulatedTenants) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let rows = members.map {
            "\($0.tenant),\($0.id),m\($0.id),\($0.email),2025-01-01T00:00:00Z,2026-05-01T00:00:00Z"
        }
        let text = (["tenant,id,username,email,registered_at,last_active_at"] + rows).joined(separator: "\n") + "\n"
        try text.write(toFile: folder.file("community-users.csv"), atomically: true, encoding: .utf8)
        var options = options
        options.dataFolder = folder.path
        let simulator = try CommunitySimulator(options)
        let hub = if let hub { hub } else { try await CommunityHub() }
        let (addresses, announce) = AsyncStream.makeStream(of: String.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await simulator.run { announce.yield($0) } }
            group.addTask {
                for await address in addresses {
                    return try await body(SimulatedTenants(simulator, hub, address))
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    func tenant(_ name: String) throws -> SimulatedCommunity { try #require(simulator[name]) }

    func pass(days: Int) { time.withLock { $0 = $0.advanced(by: .seconds(Int64(days) * 86_400)) } }

    /// - Parameters:
    ///   - secrets: of tenants whose credentials are not the right ones.
    ///   - disguise: puts something between the engine and the connector.
    func engine(
        attempts: Int = 12, secrets: [String: String] = [:],
        disguise: @escaping @Sendable (any Community) -> any Community = { $0 }
    ) -> SyncEngine {
        let communities = simulator.communities.map { community in
            ConnectedCommunity(tenant: community.tenant) { [self] in
                disguise(connector(community.tenant, attempts: attempts, secret: secrets[community.tenant]))
            }
        }
        return SyncEngine(
            salesforce: nil, communities: communities, store: store, clock: { [self] in time.withLock { $0 } },
            pause: { _ in })
    }

    func connector(_ tenant: String, attempts: Int = 12, secret: String? = nil) -> CommunityConnector {
        CommunityConnector(
            settings: CommunityConnection(
                tenant: tenant, host: address, clientID: tenant, clientSecret: Secret(secret ?? "crosswalk-secret")),
            connection: HTTPConnection(
                retries: RetryPolicy(attempts: attempts), logger: Logger(label: "test"), clock: PassingClock(),
                jitter: { 0 }))
    }

    @discardableResult
    func sync(
        _ stages: [StageName] = [.community, .associate], isWhole: Bool = false, attempts: Int = 12,
        secrets: [String: String] = [:]
    ) async throws -> RunReport {
        var request = RunRequest(stages: stages, trigger: .commandLine)
        request.readsWhole = isWhole
        return try await engine(attempts: attempts, secrets: secrets).run(request, configuration: HubConfiguration())
    }

    /// All that was read, sorted by key.
    func content() async throws -> [String: [[String]]] {
        var found: [String: [[String]]] = [:]
        for kind in CommunityKind.allCases {
            let table = ExportedTable()
            try await store.exportCommunity(kind) { table.take($0) }
            found[kind.rawValue] = table.rows
        }
        return found
    }
}
