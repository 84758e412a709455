import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// The server as one service: pages, API and ingest, the runs that are ordered, and the schedule.
package struct HubServer: Service {
    private let hub: Hub
    private let ready: @Sendable (_ address: String, _ setupToken: String?) async -> Void

    /// - Parameter ready: told once where we listen, and the token for the first set-up where that is still to be done.
    package init(
        _ hub: Hub, ready: @escaping @Sendable (_ address: String, _ setupToken: String?) async -> Void
    ) {
        self.hub = hub
        self.ready = ready
    }

    package func run() async throws {
        try await group(signals: []).run()
    }

    /// Runs until the process is told to end by SIGTERM or Ctrl-C.
    package func runUntilStopped() async throws {
        try await group(signals: [.sigterm, .sigint]).run()
    }

    /// Ends in the opposite order: first runs, then the requests that are being answered, then what they wrote.
    private func group(signals: [UnixSignal]) async throws -> ServiceGroup {
        let hub = hub
        let runs: [any Service] =
            [OrderedRuns(hub: hub)] + (hub.settings.runsSchedule ? [ScheduledRuns(hub: hub)] : [])
        let watch = hub.settings.certificate.map { [CertificateService(certificate: $0)] } ?? []
        let services: [any Service] = [IngestService(hub: hub), try await application()] + watch + runs
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: signals, logger: hub.log)
        configuration.maximumGracefulShutdownDuration = Self.longestShutdown
        return ServiceGroup(configuration: configuration)
    }

    /// Who has not sent their request by then is cut off.
    private static let longestShutdown = Duration.seconds(20)
    /// Neither may anybody hold a connection for longer without a word.
    private static let longestSilence = TimeAmount.seconds(75)

    private func application() async throws -> any Service {
        let token = try await hub.openSetup()
        let settings = hub.settings
        let scheme = settings.certificate == nil ? "http" : "https"
        return Application(
            router: HubRouter(hub).router(),
            server: try server(settings.certificate),
            configuration: .init(
                address: .hostname(settings.host, port: settings.port), serverName: "crosswalk"),
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.port
                await ready("\(scheme)://\(settings.host):\(port)", token)
            },
            logger: hub.log)
    }

    private func server(_ certificate: ServerCertificate?) throws -> HTTPServerBuilder {
        let plain = HTTPServerBuilder { responder in
            PoliteChannel(
                http: HTTP1Channel(responder: responder, configuration: .init(idleTimeout: Self.longestSilence)))
        }
        return try certificate.map { try .tls(plain, tlsConfiguration: $0.configuration) } ?? plain
    }
}
