import Domain
import Hummingbird

/// What a supervisor asks: is the process alive, can it work, how does it do.
struct HealthRoutes {
    let hub: Hub

    var routes: [HubRoute] {
        [
            HubRoute(.get, "/healthz", .everyone) { _ in .text("ok\n") },
            HubRoute(.get, "/readyz", .everyone) { _ in
                // A read of the database and of the configuration: what every other answer needs.
                _ = try hub.configuration()
                _ = try await hub.store.runs(limit: 1, before: nil)
                return .text("ready\n")
            },
            HubRoute(.get, "/metrics", .everyone) { _ in
                .text(
                    hub.meters.exposition(gauges: try await gauges()),
                    type: "text/plain; version=0.0.4; charset=utf-8")
            },
        ]
    }

    private func gauges() async throws -> [(name: String, help: String, value: Double)] {
        let salesforce = try await hub.store.connection("salesforce")
        let last = try await hub.store.runs(limit: 1, before: nil).first
        return [
            ("crosswalk_run_active", "1 while a run goes on.", hub.runs.activity == nil ? 0 : 1),
            ("crosswalk_ingest_backlog_bytes", "What waits to be written.", Double(hub.ingest.backlog)),
            (
                "crosswalk_salesforce_up", "1 while the connection to Salesforce works.",
                salesforce?.isUp == true ? 1 : 0
            ),
            (
                "crosswalk_last_run_start_seconds", "When the last run began, in seconds since 1970.",
                Double(last?.startedAt.milliseconds ?? 0) / 1000
            ),
        ]
    }
}
