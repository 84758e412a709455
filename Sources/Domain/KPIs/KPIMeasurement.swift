/// An account's KPIs as of one day, by their names, and those of its features.
package struct KPIMeasurement: Sendable, Hashable {
    package let asOf: Day
    package let measuredAt: Instant
    package var values: [String: Double] = [:]
    package var features: [Feature] = []

    package struct Feature: Sendable, Hashable {
        package let id: String
        package let values: [String: Double]

        package init(id: String, values: [String: Double]) {
            self.id = id
            self.values = values
        }
    }

    package init(asOf: Day, measuredAt: Instant) {
        self.asOf = asOf
        self.measuredAt = measuredAt
    }
}

package struct FeatureName: Sendable, Hashable {
    package let id: String
    package let name: String

    package init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}
