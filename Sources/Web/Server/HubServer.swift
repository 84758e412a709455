import Hummingbird
import Logging
import ServiceLifecycle

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
        try await application().run()
    }

    /// Runs until the process is told to end by SIGTERM or Ctrl-C.
    package func runUntilStopped() async throws {
        try await application().runService()
    }

    private func application() async throws -> some ApplicationProtocol {
        let token = try await hub.openSetup()
        let settings = hub.settings
        return Application(
            router: HubRouter(hub).router(),
            configuration: .init(
                address: .hostname(settings.host, port: settings.port), serverName: "crosswalk"),
            services: services,
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.port
                await ready("http://\(settings.host):\(port)", token)
            },
            logger: hub.log)
    }

    private var services: [any Service] {
        [IngestService(hub: hub), OrderedRuns(hub: hub)] + (hub.settings.runsSchedule ? [ScheduledRuns(hub: hub)] : [])
    }
}
