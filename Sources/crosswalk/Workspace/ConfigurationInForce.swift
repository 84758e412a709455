import Domain
import Foundation
import Synchronization

/// The configuration in force, read anew only when its file has changed: pages ask for it with every request.
final class ConfigurationInForce: Sendable {
    private struct Held {
        let stamp: Stamp
        let configuration: HubConfiguration
    }

    /// What tells one state of the file from another.
    private struct Stamp: Equatable {
        let modified: Date?
        let size: Int?
        let inode: Int?
    }

    private let workspace: Workspace
    private let held = Mutex<Held?>(nil)

    init(workspace: Workspace) {
        self.workspace = workspace
    }

    func configuration() throws -> HubConfiguration {
        let attributes = try? FileManager.default.attributesOfItem(atPath: workspace.configurationFile.path)
        let stamp = Stamp(
            modified: attributes?[.modificationDate] as? Date, size: attributes?[.size] as? Int,
            inode: attributes?[.systemFileNumber] as? Int)
        if let known = held.withLock({ $0 }), known.stamp == stamp { return known.configuration }
        let configuration = try ConfigurationFile.inForce(workspace)
        held.withLock { $0 = Held(stamp: stamp, configuration: configuration) }
        return configuration
    }
}
