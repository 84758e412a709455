extension AttributeDefinition {
    /// Refuses a catalogue that cannot be: a bad name, the same name twice, a standard column's name, too many.
    package static func check(_ attributes: [AttributeDefinition]) throws {
        for entity in Entity.allCases {
            let names = attributes.filter { $0.entity == entity }.map(\.apiName)
            guard names.count <= limit else {
                throw PlainError(
                    "There are \(names.count) custom attributes for \(entity.plural); at most \(limit) are possible. "
                        + "Take some away under `attributes` in crosswalk.yaml.")
            }
            var seen: Set<String> = []
            for name in names {
                try check(name: name, of: entity)
                guard seen.insert(name.lowercased()).inserted else {
                    throw PlainError("The attribute \(name) is declared twice for \(entity.plural).")
                }
            }
        }
    }

    private static func check(name: String, of entity: Entity) throws {
        guard isValid(apiName: name) else {
            throw PlainError(
                "The attribute name \(name) cannot be used: a name begins with a lower-case letter, goes on "
                    + "with lower-case letters, digits and underscores, and has at most 63 characters.")
        }
        guard StandardAttribute.type(of: name, entity: entity) == nil else {
            throw PlainError(
                "\(name) is a standard column of \(entity.plural); give the custom attribute another name.")
        }
    }
}
