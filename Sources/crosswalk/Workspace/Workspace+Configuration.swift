package import Domain
import Foundation

extension Workspace {
    /// Changes what `crosswalk.yaml` says; lines that need not change stay as they are.
    ///
    /// - Throws: `InvalidConfiguration` where the file is wrong, or would be; then nothing is written.
    func changeConfiguration(_ change: (inout HubConfiguration) throws -> Void) throws {
        let text = try readConfiguration()
        let changed = try ConfigurationFile.naming(configurationFile.relativePath) {
            try ConfigurationEdit.text(text, changing: change)
        }
        if changed != text { try write(changed, to: configurationFile) }
    }
}

extension ConfigurationEdit {
    /// The text after a change of what it says.
    package static func text(
        _ text: String, changing change: (inout HubConfiguration) throws -> Void
    ) throws -> String {
        let reader = ConfigurationReader()
        var configuration = try reader.configuration(from: text)
        try change(&configuration)
        let changed = Self.text(text, saying: configuration)
        _ = try reader.configuration(from: changed)
        return changed
    }
}
