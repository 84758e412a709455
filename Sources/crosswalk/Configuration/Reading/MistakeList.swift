import Yams

/// Collects the mistakes of one reading, so that they are shown together.
final class MistakeList {
    private var mistakes: [ConfigurationMistake] = []
    /// How many more there were than are told.
    private(set) var untold = 0

    /// Nobody mends more at once, and a text may be wrong in every line.
    private static let told = 200

    func add(_ message: @autoclosure () -> String, at mark: Mark?, path: @autoclosure () -> String) {
        guard mistakes.count < Self.told else { return untold += 1 }
        add(ConfigurationMistake(line: mark?.line ?? 1, column: mark?.column ?? 1, path: path(), message: message()))
    }

    func add(_ mistake: ConfigurationMistake) {
        mistakes.append(mistake)
    }

    var isEmpty: Bool { mistakes.isEmpty }

    var inOrder: [ConfigurationMistake] {
        mistakes.sorted { ($0.line, $0.column, $0.path) < ($1.line, $1.column, $1.path) }
    }
}
