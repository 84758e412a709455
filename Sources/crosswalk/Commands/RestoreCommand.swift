import ArgumentParser
import Connectors
import Domain
import Foundation
import Store

/// Puts a backup in the place of the workspace's database.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Put a backup in the place of the workspace's database, also while serving.",
        discussion: """
            The content that was there stays beside it, as crosswalk.db.before-restore. A server goes on with the \
            restored content; who logged in after the backup logs in again.
            """)

    @OptionGroup var options: WorkspaceOptions
    @Argument(help: "A file that `crosswalk backup` made.") var file: String

    func run() async throws {
        let workspace = options.settings.workspace
        try workspace.require()
        guard FileManager.default.fileExists(atPath: file) else { throw PlainError("There is no file \(file).") }
        try HubStore.check(backup: file)
        guard let lock = try WorkspaceLock(folder: workspace.folder.path) else {
            throw PlainError("A run holds this workspace. Wait until it has ended, then try again.")
        }
        let database = workspace.databaseFile.path
        let kept = database + ".before-restore"
        let isMissing = !workspace.hasDatabase
        if let present = try? HubStore(path: database, createIfMissing: false) {
            Self.remove(kept)
            try await present.backUp(to: kept)
            try await present.takeOver(backup: file, by: database + ".restoring", at: .present)
        } else {
            try replaceFile(database, keeping: kept, in: workspace)
        }
        _ = consume lock
        Console.say(
            "Restored from \(file). "
                + (isMissing ? "Nothing was there before." : "What was there before is \(kept)."))
    }

    /// The way for a database that is missing or damaged: nobody can go on with it, so nobody may be serving it.
    private func replaceFile(_ database: String, keeping kept: String, in workspace: Workspace) throws {
        guard let serving = try WorkspaceLock(.serving, folder: workspace.folder.path) else {
            throw PlainError(
                "The database is damaged or gone, and a server has it open. Stop `crosswalk serve`, then try again.")
        }
        let files = FileManager.default
        let incoming = database + ".restoring"
        Self.remove(incoming)
        try files.copyItem(atPath: file, toPath: incoming)
        Self.remove(kept)
        for ending in ["", "-wal", "-shm"] where files.fileExists(atPath: database + ending) {
            try files.moveItem(atPath: database + ending, toPath: kept + ending)
        }
        try files.moveItem(atPath: incoming, toPath: database)
        _ = consume serving
    }

    private static func remove(_ database: String) {
        for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + ending) }
    }
}
