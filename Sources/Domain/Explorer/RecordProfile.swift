/// One account or user with all that is known of it.
package struct RecordProfile: Sendable, Hashable {
    package let entity: Entity
    package let id: String
    /// Standard columns first, then custom attributes by name.
    package let attributes: [Attribute]
    /// Attributes that an undo holds back from mapping.
    package let held: Set<String>

    package struct Attribute: Sendable, Hashable {
        package let name: String
        package let value: Value
        package let isCustom: Bool

        package init(name: String, value: Value, isCustom: Bool) {
            self.name = name
            self.value = value
            self.isCustom = isCustom
        }
    }

    package init(entity: Entity, id: String, attributes: [Attribute], held: Set<String>) {
        self.entity = entity
        self.id = id
        self.attributes = attributes
        self.held = held
    }

    package subscript(name: String) -> Value { attributes.first { $0.name == name }?.value ?? .null }
}
