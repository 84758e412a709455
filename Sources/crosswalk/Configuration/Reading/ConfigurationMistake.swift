/// One thing that is wrong in the configuration file, and what to write instead.
package struct ConfigurationMistake: Sendable, Hashable, CustomStringConvertible {
    package let line: Int
    package let column: Int
    /// The way to it, such as `accounts.match[1].custom_field.ours`; empty for the file as a whole.
    package let path: String
    package let message: String

    package init(line: Int, column: Int, path: String, message: String) {
        self.line = line
        self.column = column
        self.path = path
        self.message = message
    }

    package var description: String {
        let place = "line \(line), column \(column)"
        return path.isEmpty ? "\(place): \(message)" : "\(place), \(path): \(message)"
    }
}
