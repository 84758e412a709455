/// A field in the few words that its author gives; the other properties of its describe follow from them.
struct FieldDefinition: Sendable {
    var name: String
    var label: String?
    var type: FieldType
    var length = 0
    var precision = 18
    var scale = 0
    var picklist: [String] = []
    var isRestricted = false
    var referenceTo: [String] = []
    var relationshipName: String?
    var formula: String?
    var isRequired = false
    var isReadOnly = false
    var isDefaulted = false
    var isExternalID = false
    var isUnique = false
    var isIDLookup = false
    var isNameField = false
    var isAutoNumber = false
    var isHTML = false
    /// Whether the record goes when the one it refers to is deleted.
    var isDetail = false

    init(_ name: String, _ type: FieldType, length: Int = 0) {
        self.name = name
        self.type = type
        self.length = length
    }

    private var isCustom: Bool { name.hasSuffix("__c") }

    /// Texts beyond 255 characters can be neither filtered nor sorted.
    private var isLong: Bool { (type == .textarea && length > 255) || type.isCompound || type == .base64 }

    private var textLength: Int {
        switch type {
        case .id, .reference: 18
        case .boolean, .double, .currency, .percent, .int, .long, .date, .datetime, .time: 0
        case .address, .location, .base64: 0
        case .multipicklist: length > 0 ? length : 4_099
        case .textarea: length > 0 ? length : 255
        case .phone: length > 0 ? length : 40
        case .email: length > 0 ? length : 80
        default: length > 0 ? length : 255
        }
    }

    /// The 57 properties in the order of a describe.
    var json: JSONValue {
        let isFormula = formula != nil
        let isWritable = !isReadOnly && !isFormula && type != .id && !type.isCompound
        let isNumber = type.isNumber
        let isNillable = !isRequired && !isDefaulted && type != .boolean && type != .id
        let relationship = type == .reference ? relationshipName ?? defaultRelationship : nil
        let searchesById = isIDLookup || isExternalID || type == .id
        return .members([
            "aggregatable": .flag(!isLong && type != .boolean), "aiPredictionField": false,
            "autoNumber": .flag(isAutoNumber),
            "byteLength": .integer(type.isID ? 18 : textLength * 3), "calculated": .flag(isFormula),
            "calculatedFormula": .optional(formula), "cascadeDelete": .flag(isDetail), "caseSensitive": false,
            "compoundFieldName": nil, "controllerName": nil, "createable": .flag(isWritable), "custom": .flag(isCustom),
            "defaultValue": type == .boolean ? false : nil, "defaultValueFormula": nil,
            "defaultedOnCreate": .flag(isDefaulted || type == .boolean || type == .id), "dependentPicklist": false,
            "deprecatedAndHidden": false, "digits": .integer(type.isWholeNumber ? max(length, 8) : 0),
            "displayLocationInDecimal": false, "encrypted": false, "externalId": .flag(isExternalID),
            "extraTypeInfo": isHTML ? "richtextarea" : type == .textarea ? "plaintextarea" : nil,
            "filterable": .flag(!isLong || type.isCompound), "filteredLookupInfo": nil,
            "formulaTreatNullNumberAsZero": false,
            "groupable": .flag(!isLong && type != .datetime && (!isNumber || type.isWholeNumber) && !isFormula),
            "highScaleNumber": false, "htmlFormatted": .flag(isHTML), "idLookup": .flag(searchesById),
            "inlineHelpText": nil, "label": .text(label ?? defaultLabel), "length": .integer(textLength), "mask": nil,
            "maskType": nil, "name": .text(name), "nameField": .flag(isNameField), "namePointing": .flag(isPolymorphic),
            "nillable": .flag(isNillable), "permissionable": .flag(isNillable),
            "picklistValues": .list(picklist.map(picklistValue)), "polymorphicForeignKey": .flag(isPolymorphic),
            "precision": .integer(isNumber && !type.isWholeNumber ? precision : 0),
            "queryByDistance": .flag(type.isCompound),
            "referenceTargetField": nil, "referenceTo": .list(referenceTo.map(JSONValue.text)),
            "relationshipName": .optional(relationship), "relationshipOrder": nil, "restrictedDelete": false,
            "restrictedPicklist": .flag(isRestricted), "scale": .integer(isNumber && !type.isWholeNumber ? scale : 0),
            "searchPrefilterable": false, "soapType": .text(type.soapType), "sortable": .flag(!isLong),
            "type": .text(type.rawValue), "unique": .flag(isUnique), "updateable": .flag(isWritable),
            "writeRequiresMasterRead": false,
        ])
    }

    private var isPolymorphic: Bool { referenceTo.count > 1 }

    /// A value to pick; the first is what a defaulted field gets.
    private func picklistValue(_ value: String) -> JSONValue {
        let isDefault = isDefaulted && value == picklist.first
        return .members([
            "active": true, "defaultValue": .flag(isDefault), "label": .text(value), "validFor": nil,
            "value": .text(value),
        ])
    }

    private var defaultRelationship: String {
        if isCustom { return name.dropLast(3) + "__r" }
        return name.hasSuffix("Id") ? String(name.dropLast(2)) : name
    }

    /// `PX_AU_30d__c` reads `PX AU 30d`; `LastLoginDate` reads `Last Login Date`.
    private var defaultLabel: String {
        if isCustom { return name.dropLast(3).split(separator: "_").joined(separator: " ") }
        var words = ""
        for character in name {
            if character.isUppercase, let last = words.last, last.isLowercase { words.append(" ") }
            words.append(character)
        }
        return name.hasSuffix("Id") && name.count > 2 ? String(words.dropLast(2)) + "ID" : words
    }

    func schema() throws(OrgDataError) -> FieldSchema {
        try FieldSchema(json: json)
    }
}
