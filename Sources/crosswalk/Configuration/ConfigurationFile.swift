import Domain
import Foundation

/// Configuration files on disk.
enum ConfigurationFile {
    static func inForce(_ workspace: Workspace) throws -> HubConfiguration {
        let text = try workspace.readConfiguration()
        return try configuration(from: text, in: workspace.configurationFile.relativePath)
    }

    static func read(_ path: String) throws -> HubConfiguration {
        try configuration(from: try text(path), in: path)
    }

    static func configuration(from text: String, in path: String) throws -> HubConfiguration {
        try naming(path) { try ConfigurationReader().configuration(from: text) }
    }

    /// Mistakes say in which file they are.
    static func naming<Result>(_ path: String, _ reading: () throws -> Result) throws -> Result {
        do {
            return try reading()
        } catch var error as InvalidConfiguration {
            error.file = path
            throw error
        }
    }

    static func text(_ path: String) throws -> String {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw PlainError("There is no file \(path).")
        }
        guard !isFolder.boolValue else { throw PlainError("\(path) is a folder; a file is wanted.") }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw PlainError("\(path) cannot be read. Check its permissions.")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw PlainError("\(path) is not UTF-8 text. Save it as UTF-8.")
        }
        return text
    }
}
