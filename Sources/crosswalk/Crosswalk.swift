import ArgumentParser
import Connectors
import Domain
import Foundation

/// The program: one command a file in `Commands/`.
@main
struct Crosswalk: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crosswalk",
        abstract: "Keeps product usage, Salesforce and the customer community in agreement.",
        version: "0.1.0",
        subcommands: [
            DemoCommand.self, InitCommand.self, ConnectCommand.self, ImportCommand.self, SyncCommand.self,
            ExportCommand.self, ExplainCommand.self, LinkCommand.self, UnlinkCommand.self, NeverCommand.self,
            AmbiguousCommand.self, CollisionsCommand.self, DriftCommand.self, HoldsCommand.self, RunsCommand.self,
            CommunityCommand.self, DomainsCommand.self, ReportCommand.self, AudienceCommand.self, AssociateCommand.self,
            ReconcileCommand.self, UndoCommand.self, ConfigCommand.self, SimulateCommand.self, DoctorCommand.self,
            ServeCommand.self, BackupCommand.self, RestoreCommand.self,
        ])

    /// Commands that stay, and so give memory back.
    private static let servers: Set<String> = ["serve", "demo", "simulate"]

    /// Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done with failed records.
    ///
    /// It begins on the main thread, while there is no other that has taken memory yet.
    @MainActor static func main() async {
        let arguments = withCommandFirst(Array(CommandLine.arguments.dropFirst()))
        if !servers.contains(arguments.first ?? "") { ProcessMemory.keepWhatIsFreed() }
        Foundation.exit(await status(of: arguments))
    }

    private static func status(of arguments: [String]) async -> Int32 {
        do {
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return 0
        } catch let status as ExitStatus {
            return status.rawValue
        } catch let error as any RemediableError {
            Console.complain(error.advice)
            return 1
        } catch {
            return status(of: error)
        }
    }

    /// The options that every command has may also stand before it: `crosswalk --workspace DIR sync`.
    static func withCommandFirst(_ arguments: [String]) -> [String] {
        var rest = arguments[...]
        while let first = rest.first {
            if first == "--workspace", rest.count > 1 {
                rest = rest.dropFirst(2)
            } else if first == "--json" || first == "--verbose" || first.hasPrefix("--workspace=") {
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        guard !rest.isEmpty else { return arguments }
        return [String](rest) + arguments[..<rest.startIndex]
    }

    /// What the argument parser has to say: help and versions on standard output, mistakes on standard error.
    private static func status(of error: any Error) -> Int32 {
        let code = exitCode(for: error)
        if code.isSuccess {
            Console.say(fullMessage(for: error))
            return 0
        }
        Console.complain(code == .validationFailure ? fullMessage(for: error) : message(for: error))
        return code == .validationFailure ? 2 : 1
    }
}
