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
        let token = try await hub.openSetup()
        let settings = hub.settings
        let application = Application(
            router: HubRouter(hub).router(),
            configuration: .init(
                address: .hostname(settings.host, port: settings.port), serverName: "crosswalk"),
            services: services,
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.port
                await ready("http://\(settings.host):\(port)", token)
            },
            logger: hub.log)
        try await application.run()
    }

    private var services: [any Service] {
        [IngestService(hub: hub), OrderedRuns(hub: hub)] + (hub.settings.runsSchedule ? [ScheduledRuns(hub: hub)] : [])
    }
}
