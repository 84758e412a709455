import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Runs the named stages in order, or all of them.
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Fetch, match, map, measure and push, communities included; or only the named stages.",
        discussion: "Stages run in their order, however they are named.")

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The stages to run; none means all.") var stages: [Stage] = []
    @Option(help: "Only accounts, or only users.") var entity: EntityArgument?
    @Option(help: "Measure as of this day (YYYY-MM-DD), which itself is not counted.") var asOf: DayArgument?
    @Option(help: "Of the communities only this tenant.") var tenant: String?
    @Flag(help: "Read communities from their beginning, whatever was read before.") var full = false
    @Flag(help: "Print what would change, and change nothing.") var dryRun = false
    @Option(help: "With --dry-run: what would change under this configuration file.") var config: String?

    enum Stage: String, ExpressibleByArgument, CaseIterable {
        case fetch, community, match, map, associate, measure, push

        var name: StageName { StageName(rawValue: rawValue) ?? .fetch }
    }

    func validate() throws {
        if config != nil, !dryRun {
            throw ValidationError("--config goes with --dry-run; `crosswalk config apply` puts a file in force.")
        }
    }

    func run() async throws {
        let settings = options.settings
        let composition = try await Composition.open(settings)
        if let tenant { try composition.check(tenant: tenant) }
        if dryRun { return try await rehearse(composition) }
        try await composition.report(on: request)
    }

    private var request: RunRequest {
        var request = RunRequest(
            stages: stages.isEmpty ? StageName.ofSync : stages.map(\.name),
            entities: entity.map { [$0.entity] } ?? Entity.allCases, trigger: .commandLine, asOf: asOf?.day)
        request.tenants = tenant.map { [$0] }
        request.readsWhole = full
        return request
    }

    private func rehearse(_ composition: Composition) async throws {
        let configuration = try config.map(ConfigurationFile.read) ?? composition.configuration
        let rehearsal = try await Rehearsal(composition: composition, configuration: configuration).run(request)
        if options.json { return try Console.json(rehearsal) }
        rehearsal.lines.forEach(Console.say)
    }
}

extension Composition {
    /// Refuses a community that is not there before any stage has run.
    fileprivate func check(tenant: String) throws {
        let known = configuration.community.connections.map(\.tenant)
        guard !known.contains(tenant) else { return }
        throw PlainError(
            "The community \(tenant) is not connected; "
                + (known.isEmpty ? "none is." : "connected: \(known.joined(separator: ", "))."))
    }
}

/// A calendar day on the command line.
struct DayArgument: ExpressibleByArgument {
    let day: Day

    init?(argument: String) {
        guard let day = Day(argument) else { return nil }
        self.day = day
    }
}

extension RunReport {
    /// Ends the program as the run ended.
    func exit() throws {
        switch status {
        case .done, .running: return
        case .doneWithFailures: throw ExitStatus.doneWithFailures
        case .paused, .failed, .needsAuthorization, .interrupted, .skippedOverlap: throw ExitStatus.failed
        }
    }
}
