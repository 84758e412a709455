/// What one push means to write into one Salesforce object: which of our values feed which `PX_` fields (D§9).
package struct PushPlan: Sendable, Hashable {
    package let entity: Entity
    package let object: String
    package let destinations: [Destination]
    /// The snapshot whose KPIs are pushed; nothing where no KPI is.
    package let asOf: Day?

    package struct Destination: Sendable, Hashable {
        package let mapping: PushMapping
        package let field: FieldDescription

        package init(mapping: PushMapping, field: FieldDescription) {
            self.mapping = mapping
            self.field = field
        }

        /// What the values are made by, for comparison with another time.
        package var mappingText: String { "\(mapping.source) rounds=\(mapping.rounds) truncates=\(mapping.truncates)" }
    }

    package init(entity: Entity, object: String, destinations: [Destination], asOf: Day?) {
        self.entity = entity
        self.object = object
        self.destinations = destinations
        self.asOf = asOf
    }

    /// Changes whenever a mapping, or what its field can hold, changes, so that the next push looks at every record.
    package var fingerprint: String {
        let parts = destinations.map { destination in
            let field = destination.field
            return "\(destination.mappingText)|\(field.name)|\(field.type.name)|\(field.scale)|\(field.length)"
        }
        return ([entity.rawValue, object, asOf?.text ?? ""] + parts).joined(separator: "\n")
    }

    /// Why a value will not be sent; nothing where its field can hold it.
    package func refusal(of intent: PushIntent) -> String? {
        guard let field = destinations.first(where: { $0.field.name == intent.field })?.field else { return nil }
        return PushRefusal(of: intent.value, for: field)?.sentence(field)
    }
}
