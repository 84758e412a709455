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
        subcommands: [Show.self, Diff.self, Apply.self, History.self])

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
            let workspace = options.settings.workspace
            let present = try ConfigurationFile.inForce(workspace)
            let next = try ConfigurationFile.read(file)
            let losses = try await workspace.losses(declaring: next.attributes)
            let lines = ConfigurationDifference(from: present, to: next).lines + losses.map(\.sentence)
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
        @Flag(help: "Also where the new type of an attribute cannot hold some of its values, which are then lost.")
        var acceptLosses = false

        func run() async throws {
            let settings = options.settings
            let workspace = settings.workspace
            if !workspace.exists { try workspace.requireDatabase() }
            let text = try ConfigurationFile.text(file)
            let next = try ConfigurationFile.configuration(from: text, in: file)
            let losses = try await workspace.losses(declaring: next.attributes)
            guard losses.isEmpty || acceptLosses else { throw losses.refusal }
            let present = try? ConfigurationFile.inForce(workspace)
            let broken = try workspace.exists && present == nil ? workspace.setConfigurationAside() : nil
            let before = try present.map { _ in try workspace.readConfiguration() }
            if text != before { try workspace.write(text, to: workspace.configurationFile) }
            // Opening declares the attributes that the file brings.
            let composition = try await Composition.open(settings, acceptingLosses: acceptLosses)
            guard let present, let before else {
                try await composition.store.keepConfiguration(text, who: "command line", at: .present)
                if settings.printsJSON { return try Console.json(losses.map(\.outcome)) }
                Console.say((["\(file) is in force now."] + losses.map(\.outcome)).joined(separator: "\n"))
                return Console.say(
                    broken.map { "The crosswalk.yaml that could not be read is kept as \($0)." }
                        ?? "There was no crosswalk.yaml before.")
            }
            let changes = ConfigurationDifference(from: present, to: next).lines
            if !changes.isEmpty { try await composition.keep(text, insteadOf: before) }
            let lines = changes + losses.map(\.outcome)
            if settings.printsJSON { return try Console.json(lines) }
            Console.say(lines.isEmpty ? "Nothing changed." : "In force now:\n" + lines.joined(separator: "\n"))
        }
    }
}

extension Composition {
    /// Keeps what is in force now in the history, the first time also what was before.
    fileprivate func keep(_ text: String, insteadOf before: String) async throws {
        if try await store.configurationVersions(limit: 1).isEmpty {
            try await store.keepConfiguration(before, who: "before the first change", at: .present)
        }
        try await store.keepConfiguration(text, who: "command line", at: .present)
    }
}

extension Workspace {
    /// What would be lost if the attributes were these; nothing where there is no database yet.
    fileprivate func losses(declaring attributes: [AttributeDefinition]) async throws -> [AttributeLoss] {
        guard hasDatabase else { return [] }
        return try await HubStore(path: databaseFile.path, createIfMissing: false).losses(declaring: attributes)
    }
}
