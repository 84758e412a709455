import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Lists runs, newest first.
struct RunsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List runs, newest first, with what each stage counted.")

    @OptionGroup var options: WorkspaceOptions
    @Option(help: "How many.") var limit = 10

    func run() async throws {
        let composition = try await Composition.open(options.settings)
        let runs = try await composition.store.runs(limit: limit, before: nil)
        if options.json { return try Console.json(runs.map(Line.init)) }
        guard !runs.isEmpty else { return Console.say("No run yet. Start one with `crosswalk sync`.") }
        for run in runs {
            Console.say("Run \(run.number)  \(run.startedAt.iso8601)  \(Self.words(run.status))")
            if let reason = run.reason { Console.say("  \(reason)") }
            for stage in run.stageRecords {
                let counts = stage.counts.filter { $0.value != 0 }.sorted { $0.key < $1.key }.map {
                    "\($0.key) \(grouped($0.value))"
                }
                let name = [stage.stage.rawValue, stage.subject].compactMap { $0 }.joined(separator: " ")
                Console.say("  \(name): \(counts.isEmpty ? "nothing to do" : counts.joined(separator: ", "))")
            }
        }
    }

    static func words(_ status: RunStatus) -> String {
        status.rawValue.split(separator: "_").joined(separator: " ")
    }

    private struct Line: Encodable {
        let run: Int64
        let trigger: String
        let startedAt: String
        let endedAt: String?
        let status: String
        let reason: String?
        let stages: [Stage]

        struct Stage: Encodable {
            let stage: String
            let entity: String?
            let tenant: String?
            let counts: [String: Int]
        }

        init(_ run: RunSummary) {
            self.run = run.number.value
            trigger = run.trigger.rawValue
            startedAt = run.startedAt.iso8601
            endedAt = run.endedAt?.iso8601
            status = run.status.rawValue
            reason = run.reason
            stages = run.stageRecords.map {
                Stage(stage: $0.stage.rawValue, entity: $0.entity?.plural, tenant: $0.tenant, counts: $0.counts)
            }
        }
    }
}
