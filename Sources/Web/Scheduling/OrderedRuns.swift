import Domain
import Logging
import ServiceLifecycle

/// Carries out the runs that people order; a shutdown ends one at its next page boundary.
struct OrderedRuns: Service {
    let hub: Hub
    private static let heartbeat = Duration.seconds(15)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    await hub.runs.serveOrders { error in
                        let reason = (error as? any RemediableError)?.advice ?? "\(type(of: error))"
                        hub.log.error("run failed", metadata: ["reason": "\(reason)"])
                    }
                }
                group.addTask { await hub.keepWarm() }
                group.addTask {
                    while !Task.isCancelled {
                        hub.runs.beat()
                        guard (try? await Task.sleep(for: Self.heartbeat)) != nil else { return }
                    }
                }
            }
        }
    }
}
