package import Domain

/// What a comparison of a mirror with Salesforce has proved and mended.
package struct ReconcileReport: Sendable, Hashable {
    package let entity: Entity
    package let object: String
    /// Changes up to this instant were compared.
    package let until: Instant
    /// Records in Salesforce within the mirror's scope.
    package var records = 0
    /// Ranges of time whose counts were compared.
    package var rangesCompared = 0
    /// Ranges whose ids and stamps were compared one by one.
    package var rangesRead = 0
    package var differences: [Difference] = []

    package init(entity: Entity, object: String, until: Instant) {
        self.entity = entity
        self.object = object
        self.until = until
    }

    /// Nothing differed, or all that did has been mended.
    package var agrees: Bool { differences.allSatisfy(\.isHealed) }

    /// A record on which mirror and Salesforce did not agree.
    package struct Difference: Sendable, Hashable {
        package let id: String
        /// The day (UTC) of the record's last change.
        package let day: Day
        package let kind: Kind
        package var isHealed = false

        package enum Kind: String, Sendable, Hashable, Codable {
            /// In Salesforce and not in the mirror.
            case missing
            /// In the mirror, but gone from Salesforce.
            case surplus
            /// In both, with another stamp.
            case stale
            /// In both, with the same stamp and other values.
            case altered
        }
    }
}
