import ArgumentParser
import Domain
import Foundation
import Store

/// Copies the workspace's database while it is in use.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy the workspace's database to FILE, also while serving.",
        discussion:
            "The configuration and the key are files of their own: keep copies of crosswalk.yaml and crosswalk.key.")

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "A new file.") var file: String

    func run() async throws {
        let workspace = options.settings.workspace
        try workspace.require()
        let store = try HubStore(path: workspace.databaseFile.path, createIfMissing: false)
        try await store.backUp(to: file)
        let size = (try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int) ?? 0
        Console.say("Backed up to \(file) (\(grouped(size / 1024)) KB), checked.")
    }
}
