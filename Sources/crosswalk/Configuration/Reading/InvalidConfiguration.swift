package import Domain

/// A configuration file that cannot be applied, with all its mistakes in the order of the file.
package struct InvalidConfiguration: RemediableError {
    package let mistakes: [ConfigurationMistake]

    package init(mistakes: [ConfigurationMistake]) {
        self.mistakes = mistakes
    }

    package var remedy: Remedy { .failRun }

    package var advice: String {
        let count = mistakes.count == 1 ? "a mistake" : "\(mistakes.count) mistakes"
        let list = mistakes.map { "  \($0)" }.joined(separator: "\n")
        return "The configuration has \(count), so nothing was changed:\n\(list)"
    }
}
