/// A Salesforce object as its describe tells it (S§6).
package struct ObjectDescription: Sendable, Hashable, Codable {
    package var name: String
    package var label: String
    package var keyPrefix: String?
    package var isQueryable: Bool
    package var isUpdateable: Bool
    /// In the order of the describe.
    package var fields: [FieldDescription]

    package init(
        name: String, label: String = "", keyPrefix: String? = nil, isQueryable: Bool = true, isUpdateable: Bool = true,
        fields: [FieldDescription]
    ) {
        self.name = name
        self.label = label.isEmpty ? name : label
        self.keyPrefix = keyPrefix
        self.isQueryable = isQueryable
        self.isUpdateable = isUpdateable
        self.fields = fields
    }

    /// Field names compare without regard to case, as Salesforce compares them.
    package func field(_ name: String) -> FieldDescription? {
        fields.first { $0.name == name } ?? fields.first { $0.name.lowercased() == name.lowercased() }
    }

    /// The field that says to which record of another object one of these belongs; a standard one before custom ones.
    package func reference(to object: String) -> FieldDescription? {
        let references = fields.filter { field in
            field.referenceTo.contains { $0.lowercased() == object.lowercased() }
        }
        return references.first { !$0.isCustom } ?? references.first
    }
}
