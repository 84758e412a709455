/// An object in few words, from which its describe follows.
struct ObjectDefinition {
    let name: String
    let label: String
    let plural: String
    let keyPrefix: String?
    let isReadOnly: Bool
    /// What others bring into being, and what goes with others alone.
    private var isCreateable = true
    private var isDeletable = true
    /// Whether users see it: on pages of its own, and by searches.
    private var isVisible = true
    private let fields: [FieldDefinition]

    /// An object of the embedded compact list.
    init(name: String, compact: JSONValue) throws(OrgDataError) {
        self.name = name
        label = compact["label"]?.text ?? name
        plural = compact["plural"]?.text ?? label
        keyPrefix = compact["prefix"]?.text
        let flags = (compact["flags"]?.text ?? "").split(separator: " ")
        isReadOnly = flags.contains("readonly")
        isCreateable = !flags.contains("nocreate")
        isDeletable = !flags.contains("nodelete")
        isVisible = !flags.contains("internal")
        var fields: [FieldDefinition] = []
        for entry in compact["fields"]?.list ?? [] { fields.append(try Self.field(entry.list ?? [], of: name)) }
        self.fields = fields
    }

    /// An object of which only the entry in the global list is known.
    init(listed entry: JSONValue) {
        name = entry["name"]?.text ?? ""
        label = entry["label"]?.text ?? name
        plural = entry["labelPlural"]?.text ?? label
        keyPrefix = entry["keyPrefix"]?.text
        isReadOnly = !(entry["createable"]?.flag ?? false)
        fields = []
    }

    /// A custom object that a data file brings.
    init(custom name: String, keyPrefix: String) {
        self.name = name
        label = name.replacingSuffix("__c").split(separator: "_").joined(separator: " ")
        plural = label + "s"
        self.keyPrefix = keyPrefix
        isReadOnly = false
        var nameField = FieldDefinition("Name", .string, length: 80)
        nameField.isNameField = true
        nameField.isIDLookup = true
        var owner = FieldDefinition("OwnerId", .reference)
        owner.referenceTo = ["User"]
        owner.isDefaulted = true
        fields = [owner, nameField]
    }

    private static func field(_ parts: [JSONValue], of object: String) throws(OrgDataError) -> FieldDefinition {
        guard parts.count >= 2, let name = parts[0].text, let type = parts[1].text.flatMap(FieldType.init(rawValue:))
        else {
            throw OrgDataError("Embedded Further.json: a field of \(object) is not understood.")
        }
        var field = FieldDefinition(name, type)
        let detail = parts.count > 2 ? parts[2] : .null
        let values = detail.list ?? []
        switch type {
        case .reference: field.referenceTo = detail.text.map { [$0] } ?? values.compactMap(\.text)
        case .double, .currency, .percent:
            field.precision = values.first?.integer ?? 18
            field.scale = values.last?.integer ?? 2
        default:
            field.length = detail.integer ?? 0
            field.picklist = values.compactMap(\.text)
        }
        let flags = (parts.count > 3 ? parts[3].text ?? "" : "").split(separator: " ")
        field.isRequired = flags.contains("required")
        field.isReadOnly = flags.contains("readonly")
        field.isDefaulted = flags.contains("defaulted")
        field.isIDLookup = flags.contains("idlookup")
        field.isNameField = flags.contains("namefield")
        field.isAutoNumber = flags.contains("autonumber")
        field.isHTML = flags.contains("html")
        field.isDetail = flags.contains("detail")
        field.relationshipName = parts.count > 4 ? parts[4].text : nil
        return field
    }

    func schema(json: JSONValue) throws(OrgDataError) -> ObjectSchema {
        var schemas: [FieldSchema] = []
        for definition in leadingFields + fields + auditFields { schemas.append(try definition.schema()) }
        return ObjectSchema(json: json, fields: schemas, childRelationships: [])
    }

    private var leadingFields: [FieldDefinition] {
        var id = FieldDefinition("Id", .id)
        id.label = "\(label) ID"
        var deleted = FieldDefinition("IsDeleted", .boolean)
        deleted.label = "Deleted"
        deleted.isReadOnly = true
        return [id, deleted]
    }

    private var auditFields: [FieldDefinition] {
        [
            ("CreatedDate", FieldType.datetime), ("CreatedById", .reference), ("LastModifiedDate", .datetime),
            ("LastModifiedById", .reference), ("SystemModstamp", .datetime),
        ].map { name, type in
            var field = FieldDefinition(name, type)
            field.isReadOnly = true
            field.isDefaulted = true
            if type == .reference { field.referenceTo = ["User"] }
            return field
        }
    }

    /// The describe of this object, but for fields and children.
    var json: JSONValue {
        let isWritable = JSONValue.flag(!isReadOnly)
        let path = "/services/data/v{v}/sobjects/\(name)"
        return Self.describe(
            from: .members([
                "activateable": false, "associateEntityType": nil, "associateParentEntity": nil,
                "createable": .flag(!isReadOnly && isCreateable), "custom": .flag(name.hasSuffix("__c")),
                "customSetting": false, "deepCloneable": false, "deletable": .flag(!isReadOnly && isDeletable),
                "deprecatedAndHidden": false, "feedEnabled": false, "hasSubtypes": false, "isInterface": false,
                "isSubtype": false, "keyPrefix": .optional(keyPrefix), "label": .text(label),
                "labelPlural": .text(plural), "layoutable": .flag(isVisible), "mergeable": false, "mruEnabled": false,
                "name": .text(name), "queryable": true, "replicateable": true, "retrieveable": true,
                "searchable": .flag(isVisible), "triggerable": true, "undeletable": isWritable,
                "updateable": isWritable,
                "urls": .members([
                    "rowTemplate": .text("\(path)/{ID}"), "describe": .text("\(path)/describe"),
                    "layouts": .text("\(path)/describe/layouts"), "sobject": .text(path),
                ]),
            ]))
    }

    /// A whole describe's head from an entry of the global list.
    static func describe(from entry: JSONValue) -> JSONValue {
        var json = entry
        let name = entry["name"]?.text ?? ""
        let master = JSONValue.members([
            "active": true, "available": true, "defaultRecordTypeMapping": true, "developerName": "Master",
            "master": true,
            "name": "Master", "recordTypeId": "012000000000000AAA",
            "urls": .members([
                "layout": .text("/services/data/v{v}/sobjects/\(name)/describe/layouts/012000000000000AAA")
            ]),
        ])
        for (key, value): (String, JSONValue) in [
            ("actionOverrides", []), ("compactLayoutable", true), ("defaultImplementation", nil), ("extendedBy", nil),
            ("extendsInterfaces", nil), ("implementedBy", nil), ("implementsInterfaces", nil), ("listviewable", nil),
            ("lookupLayoutable", nil), ("namedLayoutInfos", []), ("networkScopeFieldName", nil),
            ("recordTypeInfos", .list([master])), ("searchLayoutable", entry["searchable"] ?? false),
            ("sobjectDescribeOption", "FULL"),
            ("supportedScopes", .list([.members(["label": .text("All \(name)"), "name": "everything"])])),
        ] {
            json.set(key, value)
        }
        return json
    }
}

extension String {
    func replacingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
