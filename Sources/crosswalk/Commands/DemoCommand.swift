import ArgumentParser
import Domain
import Foundation
import Simulators
import SyncEngine
import Web

/// The first minute: sample data, a simulated Salesforce and community, one whole run and its summary.
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Run everything once on sample data, beside a simulated Salesforce and community.",
        discussion: "Without --once the pages and the simulators stay up until Ctrl-C.")

    @Option(help: "The workspace folder (default ./demo-workspace).") var workspace: String?
    @Flag(help: "Stop after the summary.") var once = false
    @Option(
        help: "The port of the pages on 127.0.0.1; 8800 otherwise, and 0 picks a free one.",
        transform: ListeningPlace.port)
    var port = 8800
    @Option(help: "The simulated Salesforce's port on 127.0.0.1; a free one otherwise.", transform: ListeningPlace.port)
    var salesforcePort = 0
    @Option(help: "The simulated community's port on 127.0.0.1; a free one otherwise.", transform: ListeningPlace.port)
    var communityPort = 0
    @Option(help: "A folder with product/, salesforce/ and perhaps community/ of your own.") var data: String?

    func run() async throws {
        var options = WorkspaceOptions()
        options.workspace = workspace ?? "./demo-workspace"
        options.json = false
        options.verbose = false
        let settings = Settings(options)
        try DemoRun.require(settings.workspace)
        let own = try data.map(DemoOrganisation.at)
        try settings.workspace.create()
        let organisation =
            try own ?? .unpacked(into: settings.workspace.folder.appendingPathComponent("demo-data"))
        let salesforce = try DemoRun.simulator(organisation, in: settings.workspace, port: salesforcePort)
        let community = try DemoRun.community(organisation, port: communityPort)
        try await withThrowingTaskGroup(of: Void.self) { group in
            let addresses = Addresses()
            group.addTask { try await salesforce.run { addresses.salesforce.yield($0) } }
            if let community { group.addTask { try await community.run { addresses.community.yield($0) } } }
            group.addTask {
                guard let salesforce = await addresses.ofSalesforce.first(where: { _ in true }) else { return }
                let community = community == nil ? nil : await addresses.ofCommunity.first { _ in true }
                let run = DemoRun(
                    settings: settings, organisation: organisation, salesforce: salesforce, community: community)
                try await present(run)
                if !once { try await servePages(run) }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Where simulators say their addresses once they listen.
    private struct Addresses: Sendable {
        let ofSalesforce: AsyncStream<String>
        let salesforce: AsyncStream<String>.Continuation
        let ofCommunity: AsyncStream<String>
        let community: AsyncStream<String>.Continuation

        init() {
            (ofSalesforce, salesforce) = AsyncStream.makeStream()
            (ofCommunity, community) = AsyncStream.makeStream()
        }
    }

    /// The pages of the demo's workspace, until Ctrl-C; its schedule is left alone.
    ///
    /// Runs measure as of the day on which the sample data ends: as of today nobody would have been active for months.
    private func servePages(_ run: DemoRun) async throws {
        var web = WebSettings()
        web.port = port
        web.runsSchedule = false
        web.asOf = run.organisation.asOf
        web.allowsPrivateHosts = true
        let composition = try await Composition.open(run.settings)
        let simulators =
            "Simulated Salesforce: \(run.salesforce)" + (run.community.map { "   Simulated community: \($0)" } ?? "")
        let server = HubServer(composition.hub(web)) { address, setupToken in
            Console.say("\nPages: \(address)   \(simulators)   Stop all with Ctrl-C.")
            guard let setupToken else { return }
            Console.say("First make yourself the admin: \(address)/setup?token=\(setupToken)")
        }
        try await ListeningPlace.serving(port: port) { try await server.runUntilStopped() }
    }

    private func present(_ run: DemoRun) async throws {
        let community = run.community.map { ", and a simulated community at \($0)" } ?? ""
        Console.say(
            "Crosswalk demo: sample data on real organisations, a simulated Salesforce at \(run.salesforce)\(community)"
        )
        let result = try await run.run()
        try await DemoSummary(result).lines().forEach(Console.say)
        if let reason = result.run.reason, result.run.status != .done { throw PlainError(reason) }
    }
}
