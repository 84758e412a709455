/// What is told of one field.
struct FieldDefinitionRow {
    let field: FieldSchema
    let entity: EntityDefinitionRow
    /// The fifteen characters of a custom field's id.
    var customID: String?

    var isCustom: Bool { field.isCustom }

    /// The address or name that the field is a part of.
    var compound: String? { field.compoundFieldName == field.name ? nil : field.compoundFieldName }

    private var developerName: String {
        if isCustom { return field.name.replacingSuffix("__c") }
        return field.type == .reference ? field.name.replacingSuffix("Id") : field.name
    }

    private var definitionID: String { "\(entity.durableID).\(customID ?? compound ?? developerName)" }

    /// A part of an address hangs on the address's definition.
    private var particleID: String { compound == nil ? definitionID : "\(definitionID).\(field.name)" }

    private func flag(_ name: String) -> FieldValue { .flag(field.json[name]?.flag ?? false) }

    private func text(_ name: String) -> FieldValue { field.json[name]?.text.map { .text($0) } ?? .null }

    private func number(_ name: String) -> FieldValue { field.json[name]?.integer.map { .number(Double($0)) } ?? .null }

    /// What definitions and particles have in common.
    private var shared: [String: FieldValue] {
        let targets = field.referenceTo.isEmpty ? JSONValue.null : .list(field.referenceTo.map(JSONValue.text))
        return [
            "QualifiedApiName": .text(field.name), "MasterLabel": .text(field.label), "Label": .text(field.label),
            "EntityDefinitionId": .text(entity.durableID), "ExtraTypeInfo": text("extraTypeInfo"),
            "ReferenceTargetField": text("referenceTargetField"), "RelationshipName": text("relationshipName"),
            "ReferenceTo": .text(String(decoding: JSONValue.members(["referenceTo": targets]).bytes, as: UTF8.self)),
            "Length": .number(Double(field.length)), "Precision": .number(Double(field.precision)),
            "Scale": .number(Double(field.scale)), "IsApiFilterable": flag("filterable"),
            "IsApiGroupable": flag("groupable"), "IsApiSortable": flag("sortable"), "IsCalculated": flag("calculated"),
            "IsCompound": .flag(field.type.isCompound), "IsHighScaleNumber": flag("highScaleNumber"),
            "IsHtmlFormatted": flag("htmlFormatted"), "IsNameField": flag("nameField"), "IsNillable": flag("nillable"),
            "IsCompactLayoutable": .flag(true), "IsListVisible": .flag(true),
            "IsWorkflowFilterable": flag("filterable"),
        ]
    }

    var values: [String: FieldValue] {
        let own: [String: FieldValue] = [
            "DurableId": .text(definitionID), "DeveloperName": .text(developerName),
            "DataType": .text(FieldTypeLabel(field: field, object: entity.schema.name).text),
            "IsAiPredictionField": flag("aiPredictionField"), "IsFlsEnabled": flag("permissionable"),
            "IsIndexed": .flag(isIndexed), "IsListFilterable": flag("filterable"), "IsListSortable": flag("sortable"),
            "IsPolymorphicForeignKey": flag("polymorphicForeignKey"),
            "IsSearchPrefilterable": flag("searchPrefilterable"),
        ]
        return shared.merging(own) { _, own in own }
    }

    var particle: [String: FieldValue] {
        let own: [String: FieldValue] = [
            "DurableId": .text(particleID), "Name": .text(field.name), "FieldDefinitionId": .text(definitionID),
            "DeveloperName": .text(compound ?? developerName),
            "DataType": .text(field.type == .int ? "integer" : field.type.rawValue),
            "DefaultValueFormula": text("defaultValueFormula"), "InlineHelpText": text("inlineHelpText"),
            "Mask": text("mask"), "MaskType": text("maskType"), "ByteLength": number("byteLength"),
            "Digits": .number(Double(field.digits)), "RelationshipOrder": number("relationshipOrder"),
            "IsAutonumber": flag("autoNumber"), "IsCaseSensitive": flag("caseSensitive"),
            "IsComponent": .flag(field.compoundFieldName != nil), "IsCreatable": flag("createable"),
            "IsDefaultedOnCreate": flag("defaultedOnCreate"), "IsDependentPicklist": flag("dependentPicklist"),
            "IsDeprecatedAndHidden": flag("deprecatedAndHidden"),
            "IsDisplayLocationInDecimal": flag("displayLocationInDecimal"), "IsEncrypted": flag("encrypted"),
            "IsIdLookup": flag("idLookup"), "IsLayoutable": .flag(true), "IsNamePointing": flag("namePointing"),
            "IsPermissionable": flag("permissionable"), "IsUnique": flag("unique"), "IsUpdatable": flag("updateable"),
            "IsWriteRequiresMasterRead": flag("writeRequiresMasterRead"),
        ]
        return shared.merging(own) { _, own in own }
    }

    var customField: [String: FieldValue] {
        [
            "DeveloperName": .text(developerName), "TableEnumOrId": .text(entity.durableID),
            "EntityDefinitionId": .text(entity.durableID), "InlineHelpText": text("inlineHelpText"),
            "Length": .number(Double(field.length)), "Precision": .number(Double(field.precision)),
            "Scale": .number(Double(field.scale)),
        ]
    }

    /// Whether an organisation keeps an index of this field unasked.
    private var isIndexed: Bool {
        if field.type == .reference {
            return !["CreatedById", "LastModifiedById", "MasterRecordId"].contains(field.name)
        }
        return field.type == .id || field.isNameField || field.isIDLookup || field.isUnique
            || ["CreatedDate", "SystemModstamp"].contains(field.name)
    }
}
