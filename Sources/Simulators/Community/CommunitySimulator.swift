import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import ServiceLifecycle

/// A customer community to talk to on 127.0.0.1, with one API host for all its tenants, as in life.
///
/// A tenant is chosen by the credentials: its client id is the tenant's name, and `crosswalk` opens the first one.
package struct CommunitySimulator: Service {
    /// What can be chosen; the defaults make an empty community on a free port.
    package struct Options: Sendable {
        /// 0 picks a free one.
        package var port = 0
        /// A folder of `community-users.csv`, `community-content.csv` and `community-activity.csv`.
        package var dataFolder: String?
        package var clientSecret = "crosswalk-secret"
        /// An access token dies after so long, used or not.
        package var tokenLifetime: Duration = .seconds(7200)
        /// So many topics of one question can be read, then 422.
        package var topicCeiling = 10_000
        /// `lock` answers 500, `partial` a page of HTML with status 200; `late` and `limit` have no meaning here.
        package var hostility = HostileSpec()
        /// Each request is appended here as one line of JSON: method, path, status.
        package var requestLogFile: String?
        /// UTC milliseconds.
        package var clock: @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) }

        package init() {}
    }

    package let communities: [SimulatedCommunity]
    private let port: Int
    private let clock: @Sendable () -> Int64
    private let wire: CommunityWire

    package init(_ options: Options) throws {
        let communities = try CommunityDataFolder(options.dataFolder).communities()
        self.communities = communities
        port = options.port
        clock = options.clock
        let tokens = CommunityTokens(
            tenants: communities.map(\.tenant), secret: options.clientSecret, lifetime: options.tokenLifetime,
            clock: options.clock)
        wire = CommunityWire(
            communities: communities, tokens: tokens, dice: FaultDice(options.hostility),
            topicCeiling: options.topicCeiling, clock: options.clock,
            log: try options.requestLogFile.map(RequestLog.init(file:)))
    }

    /// The community of one tenant, to change it as its members would.
    package subscript(tenant: String) -> SimulatedCommunity? {
        communities.first { $0.tenant == tenant }
    }

    package func run() async throws {
        try await run { _ in }
    }

    /// Serves until its task is cancelled or its service group shuts down; says its address once it listens.
    package func run(onReady: @escaping @Sendable (_ url: String) async -> Void) async throws {
        let quiet = Logger(label: "community-simulator") { _ in SwiftLogNoOpLogHandler() }
        let application = Application(
            responder: wire, server: .http1(configuration: .init(additionalChannelHandlers: [ExactDate(clock: clock)])),
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { channel in
                await onReady("http://127.0.0.1:\(channel.localAddress?.port ?? 0)")
            },
            logger: quiet)
        try await application.run()
    }
}
