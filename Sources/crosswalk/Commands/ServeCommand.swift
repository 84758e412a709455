import ArgumentParser
import Connectors
import Domain
import Foundation
import Logging
import Store
import Web

/// Pages, API, ingest and schedule, until told to stop.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the pages, the API and the ingest, and keep the schedule.",
        discussion: """
            The first start prints a set-up token, with which the first admin is made in the browser. Log \
            lines are JSON objects on standard error and hold no personal data. SIGTERM and Ctrl-C end a run at its next page boundary.
            """)

    @OptionGroup var options: WorkspaceOptions
    @Option(help: "The address to listen at.") var host = "127.0.0.1"
    @Option(help: "The port; 8800 otherwise, and 0 picks a free one.", transform: ListeningPlace.port) var port = 8800
    @Flag(help: "A proxy stands before: believe its X-Forwarded-For and X-Forwarded-Proto.") var behindProxy = false
    @Option(help: "The address that browsers use, such as https://crosswalk.example.com.") var publicURL: String?
    @Flag(help: "Let pages configure hosts inside this network, such as a simulator.") var allowPrivateHosts = false
    @Flag(help: "Leave the schedule alone.") var noSchedule = false
    @Option(help: "A PEM file with the certificate and its chain: speak TLS ourselves.") var tlsCertificate: String?
    @Option(help: "A PEM file with the certificate's key.") var tlsKey: String?
    @Option(
        help: "Log from this level on: trace, debug, info, notice, warning, error, critical.", transform: Self.level)
    var logLevel = Logger.Level.info

    private static func level(_ name: String) throws -> Logger.Level {
        guard let level = Logger.Level(rawValue: name) else { throw ValidationError("There is no log level \(name).") }
        return level
    }

    func validate() throws {
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key go together.")
        }
    }

    func run() async throws {
        let settings = options.settings
        try settings.workspace.require()
        guard let lock = try WorkspaceLock(.serving, folder: settings.workspace.folder.path) else {
            throw PlainError("Another `crosswalk serve` serves this workspace. Stop it first.")
        }
        let level = settings.isVerbose ? min(logLevel, .debug) : logLevel
        let log = Logger(label: "crosswalk") { _ in JSONLogHandler(level: level) }
        let composition = try await Composition.open(settings, log: log)
        try await closeInterruptedRuns(composition)
        var web = WebSettings()
        web.host = host
        web.port = port
        web.trustsProxy = behindProxy
        web.publicURL = publicURL
        web.runsSchedule = !noSchedule
        web.asOf = try await composition.endOfData()
        web.allowsPrivateHosts = allowPrivateHosts
        if let tlsCertificate, let tlsKey {
            web.certificate = try ServerCertificate(chain: tlsCertificate, key: tlsKey, log: log)
        }
        let server = HubServer(composition.hub(web)) { address, setupToken in
            Console.say("Crosswalk ready at \(address)")
            guard let setupToken else { return }
            Console.say("First start: make the first admin at \(address)/setup?token=\(setupToken)")
        }
        try await ListeningPlace.serving(host: host, port: port) { try await server.runUntilStopped() }
        try await closeInterruptedRuns(composition)
        _ = consume lock
    }

    /// A run that a shutdown or a crash cut short is closed in the journal; the next one goes on where it stopped.
    private func closeInterruptedRuns(_ composition: Composition) async throws {
        guard let lock = try WorkspaceLock(folder: options.settings.workspace.folder.path) else { return }
        _ = try await composition.store.closeInterruptedRuns(at: .present)
        _ = consume lock
    }
}
