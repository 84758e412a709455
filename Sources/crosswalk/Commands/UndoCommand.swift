import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Gives back the values that a push or map run replaced.
struct UndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Give back the values that a push or map run replaced; what people changed since stays.")

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The run's number; `crosswalk runs` lists them.") var run: Int64

    func run() async throws {
        let composition = try await Composition.open(options.settings)
        let report = try await composition.holdingLock {
            try await composition.engine().undo(
                RunNumber(run), configuration: composition.configuration, trigger: .commandLine)
        }
        if options.json { return try Console.json(RunLines(report)) }
        RunSummaryText(report).lines.forEach(Console.say)
        try report.exit()
    }
}
