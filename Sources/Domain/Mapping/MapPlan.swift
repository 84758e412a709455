/// What a map copies: which fields of the mirror feed which attributes of ours, with what cannot be copied left out.
package struct MapPlan: Sendable, Hashable {
    package let entity: Entity
    package let object: String
    package private(set) var columns: [Column] = []
    /// One sentence for each mapping that is left out.
    package private(set) var notes: [String] = []

    package struct Column: Sendable, Hashable {
        package let field: String
        package let attribute: String
        package let type: AttributeType
        package let ignoresNulls: Bool

        package init(field: String, attribute: String, type: AttributeType, ignoresNulls: Bool) {
            self.field = field
            self.attribute = attribute
            self.type = type
            self.ignoresNulls = ignoresNulls
        }
    }

    /// - Parameter hasFetched: a fetch has just told why fields are not in the mirror, so that nothing is left to say of them.
    package init(
        entity: Entity, configuration: EntityConfiguration, attributes: [AttributeDefinition], mirror: [MirrorField],
        hasFetched: Bool = false
    ) {
        self.entity = entity
        object = configuration.object
        for mapping in configuration.pull {
            let name = "Pulling \(mapping.from) to \(mapping.to)"
            do {
                if let column = try column(mapping, attributes, mirror) {
                    columns.append(column)
                } else if !hasFetched, !mirror.isEmpty {
                    notes.append(
                        "\(name) is off: \(mapping.from) is not in the mirror. `crosswalk sync fetch` reads it, or says "
                            + "why it cannot be read.")
                }
            } catch {
                notes.append("\(name) is off: \(error.advice)")
            }
        }
        if mirror.isEmpty, !configuration.pull.isEmpty {
            notes.append("Nothing is pulled: nothing of \(object) has been fetched yet. Run `crosswalk sync fetch`.")
        }
    }

    /// Changes whenever another copy would be made of the same rows.
    package var fingerprint: String {
        ([object] + columns.map { "\($0.field)>\($0.attribute):\($0.type.rawValue)\($0.ignoresNulls ? "?" : "")" })
            .joined(separator: "|")
    }

    /// Whether matching these records compares nothing that the map writes.
    package func spares(matching matched: Entity, by rules: [MatchRule]) -> Bool {
        !rules.contains { rule in
            columns.contains { rule.reads($0.attribute, of: entity, matching: matched) }
        }
    }

    /// Nothing where the mirror does not have the field.
    private func column(
        _ mapping: PullMapping, _ attributes: [AttributeDefinition], _ mirror: [MirrorField]
    ) throws(PlainError) -> Column? {
        guard let type = attributes.type(of: mapping.to, entity: entity) else {
            throw PlainError("there is no attribute \(mapping.to). Declare it under `attributes` in crosswalk.yaml.")
        }
        guard StandardAttribute.acceptsPull(mapping.to, entity: entity) else {
            throw PlainError("\(mapping.to) identifies the record and is not overwritten.")
        }
        guard let field = mirror.first(where: { $0.name.lowercased() == mapping.from.lowercased() }) else { return nil }
        guard field.isFilled else {
            throw PlainError("the field has not been read of every record yet. Fetch again.")
        }
        if let obstacle = FieldObstacle(field.type, with: type) {
            throw PlainError(obstacle.sentence("\(object).\(field.name)"))
        }
        return Column(field: field.name, attribute: mapping.to, type: type, ignoresNulls: mapping.ignoresNulls)
    }
}

extension [AttributeDefinition] {
    /// The type of a standard or declared attribute.
    package func type(of name: String, entity: Entity) -> AttributeType? {
        StandardAttribute.type(of: name, entity: entity)
            ?? first { $0.entity == entity && $0.apiName == name }?.type
    }
}

extension StandardAttribute {
    /// What tells records apart and ties them together is imported, never pulled: the link is kept elsewhere (D§7).
    package static func acceptsPull(_ name: String, entity: Entity) -> Bool {
        StandardAttribute.type(of: name, entity: entity) == nil
            || !["id", "account_id", "salesforce_id", "salesforce_contact_id", "type"].contains(name)
    }
}
