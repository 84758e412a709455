import ArgumentParser
import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Makes an empty workspace with a commented configuration.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Make an empty workspace with a commented crosswalk.yaml.")

    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        let settings = options.settings
        let workspace = settings.workspace
        let isNew = !workspace.exists
        let hadDatabase = workspace.hasDatabase
        try workspace.create()
        if isNew { try workspace.write(configurationTemplate, to: workspace.configurationFile) }
        _ = try HubStore(path: workspace.databaseFile.path, createIfMissing: true)
        _ = try settings.secretBox()
        let folder = workspace.folder.relativePath
        guard !settings.printsJSON else {
            return try Console.json(Outcome(workspace: folder, configuration: isNew, database: !hadDatabase))
        }
        Console.say(Self.outcome(in: folder, isNew: isNew, hadDatabase: hadDatabase))
        Console.say(
            """

            Next:
              1. Edit \(folder)/crosswalk.yaml: your Salesforce login, match rules and mappings.
              2. crosswalk --workspace \(folder) connect salesforce --client-id … --client-secret …
              3. crosswalk --workspace \(folder) import accounts accounts.csv
              4. crosswalk --workspace \(folder) sync
            """)
    }

    /// What was made, for machines.
    private struct Outcome: Encodable {
        let workspace: String
        /// Whether anything was.
        let created: String
        let madeConfiguration: Bool
        let madeDatabase: Bool

        init(workspace: String, configuration: Bool, database: Bool) {
            self.workspace = workspace
            created = configuration || database ? "yes" : "no"
            madeConfiguration = configuration
            madeDatabase = database
        }
    }

    private static func outcome(in folder: String, isNew: Bool, hadDatabase: Bool) -> String {
        switch (isNew, hadDatabase) {
        case (true, false): "Made the workspace \(folder)."
        case (true, true):
            """
            Wrote a fresh crosswalk.yaml in \(folder): every key has its default again. The database is as it was.
            `crosswalk config history` lists the configurations that were kept.
            """
        case (false, true): "\(folder) is a workspace already; nothing was changed."
        case (false, false): "Made an empty database in \(folder); its crosswalk.yaml is as it was."
        }
    }
}
