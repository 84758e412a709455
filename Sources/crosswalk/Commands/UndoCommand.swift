import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Gives back the values that a push or map run replaced, and takes back what a run gave members and users.
struct UndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Give back what a push or map run replaced, take back roles and users' accounts that it gave.")

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "The run's number; `crosswalk runs` lists them.") var run: Int64

    func run() async throws {
        let composition = try await Composition.open(options.settings)
        let report = try await composition.holdingLock {
            try await composition.engine().undo(
                RunNumber(run), configuration: composition.configuration, trigger: .commandLine)
        }
        try composition.tell(report)
    }
}
