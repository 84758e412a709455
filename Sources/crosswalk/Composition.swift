import Connectors
import Domain
import Foundation
import Logging
import Store
import SyncEngine

/// The one place that names concrete types together: store, connector and engine of one workspace.
struct Composition: Sendable {
    let settings: Settings
    let configuration: HubConfiguration
    let store: HubStore
    let log: Logger
    /// Tells whoever waits what they wait for.
    let notice: @Sendable (String) -> Void

    /// Opens the workspace: its configuration, its database, and the attributes that both name.
    static func open(
        _ settings: Settings, adding attributes: [AttributeDefinition] = [], acceptingLosses: Bool = false,
        log: Logger? = nil
    ) async throws -> Composition {
        let workspace = settings.workspace
        var configuration = try ConfigurationFile.inForce(workspace)
        let store = try HubStore(path: workspace.databaseFile.path, createIfMissing: workspace.awaitsDatabase)
        // What an import declared with --attribute stays declared.
        let declared = try await store.attributes()
        configuration.attributes.add(declared)
        configuration.attributes.add(attributes)
        if Set(configuration.attributes) != Set(declared) {
            _ = try await store.declare(configuration.attributes, acceptingLosses: acceptingLosses)
        }
        return Composition(
            settings: settings, configuration: configuration, store: store, log: log ?? Self.logger(settings),
            notice: notice(log))
    }

    /// Does something while no other run can touch the workspace, or says who would be disturbed.
    ///
    /// - Parameter note: what is done first where another run holds the workspace.
    func holdingLock<Result>(
        orElse note: () async throws -> Void = {}, _ body: () async throws -> Result
    ) async throws -> Result {
        guard let lock = try WorkspaceLock(folder: settings.workspace.folder.path) else {
            try await note()
            throw PlainError(
                "Another run holds this workspace. Wait until it has ended, then try again; nothing was started.")
        }
        let result = try await body()
        _ = consume lock
        return result
    }

    func engine() async throws -> SyncEngine {
        SyncEngine(
            salesforce: try await salesforce(), communities: communities, store: store, clock: { .present },
            pause: { try await Task.sleep(for: $0) })
    }

    /// Speaks HTTP with an outside system, and says so while it does not answer.
    func connection(to peer: String) -> HTTPConnection {
        HTTPConnection(peer: peer, logger: log, tell: notice)
    }

    /// Where there is a log that somebody keeps, sentences stand there; else whoever runs a command sees them.
    private static func notice(_ log: Logger?) -> @Sendable (String) -> Void {
        guard let log else { return Console.notice }
        return { sentence in log.warning("\(sentence)") }
    }

    private static func logger(_ settings: Settings) -> Logger {
        var logger = Logger(label: "crosswalk") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = settings.isVerbose ? .debug : .error
        return logger
    }
}

extension [AttributeDefinition] {
    fileprivate mutating func add(_ others: [AttributeDefinition]) {
        for other in others where !contains(where: { $0.entity == other.entity && $0.apiName == other.apiName }) {
            append(other)
        }
    }
}
