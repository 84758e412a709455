import ServiceLifecycle

/// Writes what the ingest takes in; at a shutdown the server stops first, so nothing that waits is lost.
struct IngestService: Service {
    let hub: Hub

    func run() async throws {
        await cancelWhenGracefulShutdown { await hub.ingest.serve() }
    }
}
