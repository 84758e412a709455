/// One field of an object: what the rules need of its describe, and the describe itself.
struct FieldSchema: Sendable {
    let name: String
    let label: String
    let type: FieldType
    let length: Int
    let precision: Int
    let scale: Int
    let digits: Int
    let isCreateable: Bool
    let isUpdateable: Bool
    let isNillable: Bool
    let isDefaultedOnCreate: Bool
    let isFilterable: Bool
    let isSortable: Bool
    let isGroupable: Bool
    let isAggregatable: Bool
    let isCustom: Bool
    let isNameField: Bool
    let isExternalID: Bool
    let isUnique: Bool
    let isIDLookup: Bool
    let isRestrictedPicklist: Bool
    let isAutoNumber: Bool
    let picklist: [String]
    let defaultPicklistValue: String?
    let referenceTo: [String]
    let relationshipName: String?
    let compoundFieldName: String?
    let formula: Formula?
    let json: JSONValue

    /// Whether no client may see it: a definition's reference to another, of which only the relationship is told.
    var carriesRelationshipOnly: Bool { name.hasSuffix(".") }

    var isRequiredOnCreate: Bool { isCreateable && !isNillable && !isDefaultedOnCreate }

    init(json: JSONValue) throws(OrgDataError) {
        guard let name = json["name"]?.text, let type = json["type"]?.text.flatMap(FieldType.init(rawValue:)) else {
            throw OrgDataError("A field without a name or with an unknown type: \(json["name"]?.text ?? "?").")
        }
        func flag(_ name: String) -> Bool { json[name]?.flag ?? false }
        func number(_ name: String) -> Int { json[name]?.integer ?? 0 }
        self.name = name
        self.type = type
        self.json = json
        label = json["label"]?.text ?? name
        length = number("length")
        precision = number("precision")
        scale = number("scale")
        digits = number("digits")
        isCreateable = flag("createable")
        isUpdateable = flag("updateable")
        isNillable = flag("nillable")
        isDefaultedOnCreate = flag("defaultedOnCreate")
        isFilterable = flag("filterable")
        isSortable = flag("sortable")
        isGroupable = flag("groupable")
        isAggregatable = flag("aggregatable")
        isCustom = flag("custom")
        isNameField = flag("nameField")
        isExternalID = flag("externalId")
        isUnique = flag("unique")
        isIDLookup = flag("idLookup")
        isRestrictedPicklist = flag("restrictedPicklist")
        isAutoNumber = flag("autoNumber")
        let values = json["picklistValues"]?.list ?? []
        picklist = values.filter { $0["active"]?.flag ?? false }.compactMap { $0["value"]?.text }
        defaultPicklistValue = values.first { $0["defaultValue"]?.flag ?? false }?["value"]?.text
        referenceTo = (json["referenceTo"]?.list ?? []).compactMap(\.text)
        relationshipName = json["relationshipName"]?.text
        compoundFieldName = json["compoundFieldName"]?.text
        if let text = json["calculatedFormula"]?.text {
            formula = try Formula(parsing: text, field: name)
        } else {
            formula = nil
        }
    }
}
