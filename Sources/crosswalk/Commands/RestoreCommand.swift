import ArgumentParser
import Domain
import Foundation
import Store

/// Puts a backup in the place of the workspace's database.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of the workspace's database; stop serving first.",
        discussion: "The database that was there stays beside it, as crosswalk.db.before-restore.")

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "A file that `crosswalk backup` made.") var file: String

    func run() async throws {
        let workspace = options.settings.workspace
        try workspace.require()
        try HubStore.check(backup: file)
        guard let lock = try WorkspaceLock(folder: workspace.folder.path) else {
            throw PlainError("A run holds this workspace. Wait until it has ended, then try again.")
        }
        let database = workspace.databaseFile.path
        let files = FileManager.default
        let incoming = database + ".restoring"
        try? files.removeItem(atPath: incoming)
        try files.copyItem(atPath: file, toPath: incoming)
        let kept = database + ".before-restore"
        for ending in ["", "-wal", "-shm"] {
            try? files.removeItem(atPath: kept + ending)
            if files.fileExists(atPath: database + ending) {
                try files.moveItem(atPath: database + ending, toPath: kept + ending)
            }
        }
        try files.moveItem(atPath: incoming, toPath: database)
        _ = consume lock
        Console.say("Restored from \(file). What was there before is \(kept).")
    }
}
