import ArgumentParser
import Domain
import Foundation
import Simulators
import SyncEngine
import Web

/// The first minute: sample data, a simulated Salesforce, one whole run and its summary.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Run everything once on sample data, beside a simulated Salesforce.",
        discussion: "Without --once the pages and the simulated Salesforce stay up until Ctrl-C.")

    @Option(help: "The workspace folder (default ./demo-workspace).") var workspace: String?
    @Flag(help: "Stop after the summary.") var once = false
    @Option(help: "The port of the pages on 127.0.0.1; 0 picks a free one.") var port = 8800
    @Option(help: "The simulated Salesforce's port on 127.0.0.1; 0 picks a free one.") var salesforcePort = 0
    @Option(help: "A folder with product/ and salesforce/ of your own.") var data: String?

    func run() async throws {
        var options = WorkspaceOptions()
        options.workspace = workspace ?? "./demo-workspace"
        options.json = false
        options.verbose = false
        let settings = Settings(options)
        try settings.workspace.create()
        let organisation =
            try data.map(DemoOrganisation.at)
            ?? DemoOrganisation.unpacked(into: settings.workspace.folder.appendingPathComponent("demo-data"))
        let simulator = try DemoRun.simulator(organisation, in: settings.workspace, port: salesforcePort)
        let (addresses, announce) = AsyncStream.makeStream(of: String.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { announce.finish() }
                try await simulator.run { announce.yield($0) }
            }
            for await address in addresses {
                try await present(settings, organisation, salesforce: address)
                if !once { try await servePages(settings, salesforce: address) }
                break
            }
            group.cancelAll()
        }
    }

    /// The pages of the demo's workspace, until Ctrl-C; its schedule is left alone.
    private func servePages(_ settings: Settings, salesforce: String) async throws {
        var web = WebSettings()
        web.port = port
        web.runsSchedule = false
        web.allowsPrivateHosts = true
        let composition = try await Composition.open(settings)
        let server = HubServer(composition.hub(web)) { address, setupToken in
            Console.say("\nPages: \(address)   Simulated Salesforce: \(salesforce)   Stop both with Ctrl-C.")
            guard let setupToken else { return }
            Console.say("First make yourself the admin: \(address)/setup?token=\(setupToken)")
        }
        do {
            try await server.runUntilStopped()
        } catch let error where "\(error)".contains("Address already in use") {
            throw PlainError("Port \(port) is in use. Choose another with --port, or --port 0 for a free one.")
        }
    }

    private func present(_ settings: Settings, _ organisation: DemoOrganisation, salesforce: String) async throws {
        Console.say("Crosswalk demo: sample data on real organisations, and a simulated Salesforce at \(salesforce)")
        let result = try await DemoRun(settings: settings, organisation: organisation, salesforce: salesforce).run()
        try await DemoSummary(result).lines().forEach(Console.say)
        if let reason = result.run.reason, result.run.status != .done { throw PlainError(reason) }
    }
}
