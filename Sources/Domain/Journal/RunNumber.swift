/// The number of a run in its workspace, counted from 1.
package struct RunNumber: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    package let value: Int64

    package init(_ value: Int64) {
        self.value = value
    }

    package var description: String { String(value) }

    package static func < (left: RunNumber, right: RunNumber) -> Bool {
        left.value < right.value
    }
}
