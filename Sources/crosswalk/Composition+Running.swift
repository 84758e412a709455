import Connectors
import Domain
import Foundation
import Store
import SyncEngine

extension Composition {
    /// Runs stages while holding the workspace's lock.
    func synchronize(_ request: RunRequest, progress: ProgressLine) async throws -> RunReport {
        try await holdingLock {
            try await engine().run(request, configuration: configuration) { progress.show($0) }
        }
    }
}
