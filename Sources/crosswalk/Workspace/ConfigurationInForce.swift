import Domain
import Foundation
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The configuration in force, read anew only when its file has changed: pages ask for it with every request.
final class ConfigurationInForce: Sendable {
    private struct Held {
        let stamp: Stamp?
        let configuration: HubConfiguration
    }

    /// What tells one state of the file from another.
    private struct Stamp: Equatable {
        let seconds: Int
        let nanoseconds: Int
        let size: Int64
        let inode: UInt64

        /// Nothing where there is no such file. Asked of the system itself, for Foundation asks for owners' names too.
        init?(path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            #if canImport(Darwin)
            let modified = status.st_mtimespec
            #else
            let modified = status.st_mtim
            #endif
            seconds = modified.tv_sec
            nanoseconds = modified.tv_nsec
            size = Int64(status.st_size)
            inode = UInt64(status.st_ino)
        }
    }

    private let workspace: Workspace
    private let held = Mutex<Held?>(nil)

    init(workspace: Workspace) {
        self.workspace = workspace
    }

    func configuration() throws -> HubConfiguration {
        let stamp = Stamp(path: workspace.configurationFile.path)
        if let known = held.withLock({ $0 }), known.stamp == stamp { return known.configuration }
        let configuration = try ConfigurationFile.inForce(workspace)
        held.withLock { $0 = Held(stamp: stamp, configuration: configuration) }
        return configuration
    }
}
