import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Shows, compares and applies the configuration as one YAML file.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show, compare or apply the configuration as one YAML file.",
        subcommands: [Show.self, Diff.self, Apply.self])

    /// Prints the configuration in force.
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the configuration in force.")

        @OptionGroup var options: WorkspaceOptions

        func run() async throws {
            let configuration = try ConfigurationFile.inForce(options.settings.workspace)
            Console.write(Array(ConfigurationText(configuration).text.utf8))
        }
    }

    /// Says what applying a file would change.
    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Say what applying FILE would change.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "A configuration file.") var file: String

        func run() async throws {
            let present = try ConfigurationFile.inForce(options.settings.workspace)
            let lines = ConfigurationDifference(from: present, to: try ConfigurationFile.read(file)).lines
            if options.json { return try Console.json(lines) }
            Console.say(lines.isEmpty ? "Nothing would change." : lines.joined(separator: "\n"))
        }
    }

    /// Puts a file in force, or lists all that is wrong with it.
    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put FILE in force, or list every mistake in it with its line.")

        @OptionGroup var options: WorkspaceOptions
        @Argument(help: "A configuration file.") var file: String

        func run() async throws {
            let workspace = options.settings.workspace
            let present = try ConfigurationFile.inForce(workspace)
            let next = try ConfigurationFile.read(file)
            let lines = ConfigurationDifference(from: present, to: next).lines
            if file != workspace.configurationFile.path {
                try workspace.write(try ConfigurationFile.text(file), to: workspace.configurationFile)
            }
            // Opening declares the attributes that the file brings.
            _ = try await Composition.open(options.settings)
            if options.json { return try Console.json(lines) }
            Console.say(lines.isEmpty ? "Nothing changed." : "In force now:\n" + lines.joined(separator: "\n"))
        }
    }
}

/// Configuration files on disk.
enum ConfigurationFile {
    static func inForce(_ workspace: Workspace) throws -> HubConfiguration {
        try parse(try workspace.readConfiguration())
    }

    static func read(_ path: String) throws -> HubConfiguration {
        try parse(try text(path))
    }

    static func text(_ path: String) throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw PlainError("\(path) cannot be read. Check the name and its permissions.")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw PlainError("\(path) is not UTF-8 text. Save it as UTF-8.")
        }
        return text
    }

    private static func parse(_ text: String) throws -> HubConfiguration {
        try ConfigurationReader().configuration(from: text)
    }
}
