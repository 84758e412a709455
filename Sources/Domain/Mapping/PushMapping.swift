/// A value of ours that feeds a `PX_` field of theirs.
package struct PushMapping: Sendable, Hashable {
    package var source: Source
    package var to: String
    /// Rounds where the field is of the type int; off, a fraction is refused (D§7). Elsewhere the field's scale decides,
    /// also where it is 0 (D§10).
    package var rounds = false
    /// Cuts a text that is too long; off, it is refused.
    package var truncates = false

    package init(source: Source, to: String, rounds: Bool = false, truncates: Bool = false) {
        self.source = source
        self.to = to
        self.rounds = rounds
        self.truncates = truncates
    }

    package enum Source: Sendable, Hashable {
        /// A standard or custom attribute by name.
        case attribute(String)
        /// A KPI by its column name (docs/files.md), per feature where it has one.
        case kpi(String, feature: String?)

        /// What kind of values it gives; nothing for an attribute that is not there.
        package func type(of entity: Entity, _ attributes: [AttributeDefinition]) -> AttributeType? {
            switch self {
            case .attribute(let name): attributes.type(of: name, entity: entity)
            case .kpi: .number
            }
        }
    }
}
