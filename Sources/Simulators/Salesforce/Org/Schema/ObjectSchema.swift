/// An object: its fields by name, and its describe but for the fields.
struct ObjectSchema: Sendable {
    let name: String
    let keyPrefix: String?
    var fields: [FieldSchema]
    private var places: [String: Int]
    /// The describe without `fields` and `childRelationships`.
    var json: JSONValue
    var childRelationships: [ChildRelationship]

    init(json: JSONValue, fields: [FieldSchema], childRelationships: [ChildRelationship]) {
        self.json = json
        self.fields = fields
        self.childRelationships = childRelationships
        name = json["name"]?.text ?? ""
        keyPrefix = json["keyPrefix"]?.text
        places = [:]
        for (index, field) in fields.enumerated() { places[field.name.lowercased()] = index }
    }

    func index(of field: String) -> Int? {
        places[field] ?? places[field.lowercased()]
    }

    subscript(field: String) -> FieldSchema? {
        index(of: field).map { fields[$0] }
    }

    /// Adds a field, or puts it in place of the one of the same name.
    mutating func put(_ field: FieldSchema) {
        if let index = index(of: field.name) {
            fields[index] = field
        } else {
            places[field.name.lowercased()] = fields.count
            fields.append(field)
        }
    }

    private func flag(_ name: String) -> Bool { json[name]?.flag ?? false }
    var label: String { json["label"]?.text ?? name }
    var isCustom: Bool { flag("custom") }
    var isQueryable: Bool { flag("queryable") }
    var isCreateable: Bool { flag("createable") }
    var isUpdateable: Bool { flag("updateable") }
    var isDeletable: Bool { flag("deletable") }
    var isUndeletable: Bool { flag("undeletable") }
    var isSearchable: Bool { flag("searchable") }
    var isReplicateable: Bool { flag("replicateable") }
    /// Feeds, shares, histories and change events hang on another object.
    var isAssociate: Bool { json["associateEntityType"]?.text != nil }

    var nameField: Int? { fields.firstIndex(where: \.isNameField) }

    /// The reference field behind a relationship such as `Account` or `Parent__r`.
    func reference(named relationship: String) -> Int? {
        let wanted = relationship.lowercased()
        return fields.firstIndex { $0.relationshipName?.lowercased() == wanted }
    }
}

/// A relationship from a parent down to the records that point to it.
struct ChildRelationship: Sendable {
    let name: String?
    let child: String
    let field: String
    let cascadesDelete: Bool
    let json: JSONValue

    init(json: JSONValue) {
        name = json["relationshipName"]?.text
        child = json["childSObject"]?.text ?? ""
        field = json["field"]?.text ?? ""
        cascadesDelete = json["cascadeDelete"]?.flag ?? false
        self.json = json
    }

    init(name: String?, child: String, field: String, cascadesDelete: Bool = false) {
        self.init(
            json: .members([
                "cascadeDelete": .flag(cascadesDelete), "childSObject": .text(child), "deprecatedAndHidden": false,
                "field": .text(field),
                "junctionIdListNames": [], "junctionReferenceTo": [], "relationshipName": .optional(name),
                "restrictedDelete": false,
            ]))
    }
}
