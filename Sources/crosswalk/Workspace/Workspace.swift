import Domain
import Foundation

/// A workspace on disk: its configuration, its database, its key and its lock, in one folder.
struct Workspace: Sendable {
    let folder: URL

    init(path: String) {
        folder = URL(fileURLWithPath: path, isDirectory: true)
    }

    var configurationFile: URL { folder.appendingPathComponent("crosswalk.yaml") }
    var databaseFile: URL { folder.appendingPathComponent("crosswalk.db") }
    var keyFile: URL { folder.appendingPathComponent("crosswalk.key") }

    var exists: Bool { FileManager.default.fileExists(atPath: configurationFile.path) }

    var hasDatabase: Bool { FileManager.default.fileExists(atPath: databaseFile.path) }

    /// No database has been made here yet: secrets were never sealed for one. A configuration alone may have been put here by
    /// hand.
    var awaitsDatabase: Bool { !hasDatabase && !FileManager.default.fileExists(atPath: keyFile.path) }

    /// - Throws: a sentence that says how to make one, or how to get its configuration back.
    func require() throws {
        guard !exists else { return }
        try requireDatabase()
        throw PlainError(
            """
            crosswalk.yaml is missing in \(folder.relativePath); its database is there. Put the configuration back with \
            `crosswalk config apply FILE`: from a copy of yours, or from one that `crosswalk config history` lists. Or \
            write a fresh one with `crosswalk init`. Neither touches your records.
            """)
    }

    /// For what needs no configuration.
    func requireDatabase() throws {
        guard hasDatabase else {
            throw PlainError(
                "There is no workspace at \(folder.relativePath). Make one with "
                    + "`crosswalk --workspace \(folder.relativePath) init`, or name another with --workspace.")
        }
    }

    func create() throws {
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), !isFolder.boolValue {
            throw PlainError(
                "\(folder.relativePath) is a file, and a workspace is a folder. Name another with --workspace.")
        }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw PlainError(
                "The folder \(folder.relativePath) cannot be made: \(error.localizedDescription) Check its parent's permissions."
            )
        }
    }

    /// Replaces a file whole, or leaves the old one.
    func write(_ text: String, to file: URL) throws {
        do {
            try Data(text.utf8).write(to: file, options: .atomic)
        } catch {
            throw PlainError(
                "\(file.lastPathComponent) cannot be written: \(error.localizedDescription) Check permissions and free space."
            )
        }
    }

    /// Keeps a configuration that cannot be read beside the one that takes its place.
    ///
    /// - Returns: where it is kept.
    func setConfigurationAside() throws -> String {
        let kept = unusedFile("crosswalk.yaml.before-apply")
        do {
            try FileManager.default.copyItem(at: configurationFile, to: kept)
        } catch {
            throw PlainError("\(kept.relativePath) cannot be written: \(error.localizedDescription)")
        }
        return kept.relativePath
    }

    /// A file of this name that is not there yet; with a number at its end where the name is taken.
    private func unusedFile(_ name: String) -> URL {
        var file = folder.appendingPathComponent(name)
        var number = 1
        while FileManager.default.fileExists(atPath: file.path) {
            number += 1
            file = folder.appendingPathComponent("\(name)-\(number)")
        }
        return file
    }

    func readConfiguration() throws -> String {
        try require()
        return try ConfigurationFile.text(configurationFile.path)
    }
}
