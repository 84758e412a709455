package import Domain

/// A configuration file that cannot be applied, with all its mistakes in the order of the file.
package struct InvalidConfiguration: RemediableError {
    package let mistakes: [ConfigurationMistake]
    /// Where it lies; nothing for a text that is no file.
    package var file: String?

    /// How many there are besides.
    package let untold: Int

    package init(mistakes: [ConfigurationMistake], untold: Int = 0) {
        self.mistakes = mistakes
        self.untold = untold
    }

    package var remedy: Remedy { .failRun }

    package var advice: String {
        let count = mistakes.count == 1 ? "a mistake" : "\(mistakes.count + untold) mistakes"
        let rest = untold == 0 ? [] : ["  … and \(untold) more"]
        let list = (mistakes.map { "  \($0)" } + rest).joined(separator: "\n")
        return "\(file ?? "The configuration") has \(count), so nothing was changed:\n\(list)"
    }
}
