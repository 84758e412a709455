import Yams

/// Collects the mistakes of one reading, so that they are shown together.
final class MistakeList {
    private var mistakes: [ConfigurationMistake] = []

    func add(_ message: String, at mark: Mark?, path: String) {
        add(ConfigurationMistake(line: mark?.line ?? 1, column: mark?.column ?? 1, path: path, message: message))
    }

    func add(_ mistake: ConfigurationMistake) {
        mistakes.append(mistake)
    }

    var isEmpty: Bool { mistakes.isEmpty }

    var inOrder: [ConfigurationMistake] {
        mistakes.sorted { ($0.line, $0.column, $0.path) < ($1.line, $1.column, $1.path) }
    }
}
