/// An object in which an organisation tells of its own schema.
enum DefinitionObject: String, CaseIterable, Sendable {
    case entity = "EntityDefinition"
    case field = "FieldDefinition"
    /// A field as the API has it: addresses and names of persons in their parts.
    case particle = "EntityParticle"
    case customObject = "CustomObject"
    case customField = "CustomField"

    /// - Parameter isTooling: whether the Tooling API asks, which knows more of them.
    init?(named name: String, isTooling: Bool = true) {
        guard let object = Self.allCases.first(where: { $0.rawValue.equalsIgnoringCase(name) }),
            isTooling || !object.isToolingOnly
        else { return nil }
        self = object
    }

    /// Whether the Tooling API alone knows it; of these, every query is answered.
    var isToolingOnly: Bool { self == .customObject || self == .customField }

    /// The reference fields that carry relationships: clients see a text of a like name, or nothing.
    static let entityReference = "EntityDefinition."
    static let fieldReference = "FieldDefinition."

    /// What a query must ask one of for; none may be asked for everything.
    var requiredFilters: [String] {
        switch self {
        case .field: ["EntityDefinitionId", "DurableId"]
        case .particle: ["EntityDefinitionId", "FieldDefinitionId", "DurableId"]
        case .entity, .customObject, .customField: []
        }
    }

    private var columns: KeyValuePairs<FieldType, String> {
        switch self {
        case .entity:
            [
                .string: """
                Id DurableId QualifiedApiName DeveloperName MasterLabel Label PluralLabel NamespacePrefix KeyPrefix Description \
                InternalSharingModel ExternalSharingModel DeploymentStatus DefaultImplementation ExtendedBy ExtendsInterfaces \
                ImplementedBy ImplementsInterfaces HelpSettingPageName HelpSettingPageUrl DetailUrl EditUrl NewUrl \
                EditDefinitionUrl DefaultCompactLayoutId PublisherId RunningUserEntityAccessId
                """,
                .boolean: """
                HasSubtypes IsApexTriggerable IsAutoActivityCaptureEnabled IsCompactLayoutable IsCustomizable IsCustomSetting \
                IsDeprecatedAndHidden IsEverCreatable IsEverDeletable IsEverUpdatable IsFeedEnabled IsFieldHistoryTracked \
                IsFlsEnabled IsIdEnabled IsInterface IsLayoutable IsMruEnabled IsProcessEnabled IsQueryable IsReplicateable \
                IsReportingEnabled IsRetrieveable IsSearchable IsSearchLayoutable IsSubtype IsTriggerable IsWorkflowEnabled
                """,
                .datetime: "LastModifiedDate", .reference: "LastModifiedById",
            ]
        case .field:
            [
                .string: """
                Id DurableId QualifiedApiName DeveloperName MasterLabel Label NamespacePrefix EntityDefinitionId DataType \
                Description ExtraTypeInfo BusinessOwnerId BusinessStatus ComplianceGroup SecurityClassification \
                ControllingFieldDefinitionId PublisherId ReferenceTargetField RelationshipName RunningUserFieldAccessId \
                ServiceDataTypeId ValueTypeId
                """,
                .int: "Length Precision Scale",
                .boolean: """
                IsAiPredictionField IsApiFilterable IsApiGroupable IsApiSortable IsCalculated IsCompactLayoutable IsCompound \
                IsFieldHistoryTracked IsFlsEnabled IsHighScaleNumber IsHtmlFormatted IsIndexed IsListFilterable \
                IsListSortable IsListVisible IsNameField IsNillable IsPolymorphicForeignKey IsSearchPrefilterable \
                IsWorkflowFilterable
                """,
                .complexvalue: "ReferenceTo", .datetime: "LastModifiedDate", .reference: "LastModifiedById",
            ]
        case .particle:
            [
                .string: """
                Id DurableId QualifiedApiName DeveloperName Name MasterLabel Label NamespacePrefix EntityDefinitionId \
                FieldDefinitionId DataType ExtraTypeInfo DefaultValueFormula InlineHelpText Mask MaskType ReferenceTargetField \
                RelationshipName ServiceDataTypeId ValueTypeId
                """,
                .int: "ByteLength Digits Length Precision RelationshipOrder Scale",
                .boolean: """
                IsApiFilterable IsApiGroupable IsApiSortable IsAutonumber IsCalculated IsCaseSensitive IsCompactLayoutable \
                IsComponent IsCompound IsCreatable IsDefaultedOnCreate IsDependentPicklist IsDeprecatedAndHidden \
                IsDisplayLocationInDecimal IsEncrypted IsFieldHistoryTracked IsHighScaleNumber IsHtmlFormatted IsIdLookup \
                IsLayoutable IsListVisible IsNameField IsNamePointing IsNillable IsPermissionable IsUnique IsUpdatable \
                IsWorkflowFilterable IsWriteRequiresMasterRead
                """,
                .complexvalue: "ReferenceTo",
            ]
        case .customObject:
            [
                .id: "Id",
                .string: "DeveloperName Description ExternalName Language ManageableState NamespacePrefix SharingModel",
                .reference: "CreatedById LastModifiedById", .datetime: "CreatedDate LastModifiedDate SystemModstamp",
            ]
        case .customField:
            [
                .id: "Id",
                .string: """
                DeveloperName TableEnumOrId EntityDefinitionId Description InlineHelpText ManageableState NamespacePrefix \
                RelationshipLabel
                """,
                .int: "Length Precision Scale", .reference: "CreatedById LastModifiedById",
                .datetime: "CreatedDate LastModifiedDate SystemModstamp",
            ]
        }
    }

    func schema() throws(OrgDataError) -> ObjectSchema {
        var fields: [FieldSchema] = []
        for (type, names) in columns {
            for name in names.split(separator: " ") {
                var field = FieldDefinition(String(name), type, length: type == .string ? 255 : 0)
                if type == .reference { field.referenceTo = ["User"] }
                fields.append(try field.schema())
            }
        }
        if self == .field || self == .particle || self == .customField {
            fields.append(try Self.reference(Self.entityReference, to: .entity).schema())
        }
        if self == .particle { fields.append(try Self.reference(Self.fieldReference, to: .field).schema()) }
        return ObjectSchema(json: head, fields: fields, childRelationships: children)
    }

    /// The describe of this object, but for fields and children.
    private var head: JSONValue {
        let path = "/services/data/v{v}/tooling/sobjects/\(rawValue)"
        let words = rawValue.words
        var entry = JSONValue.members([
            "keyPrefix": nil, "label": .text(words), "labelPlural": .text(words + "s"), "name": .text(rawValue),
            "queryable": true, "retrieveable": true,
            "urls": .members([
                "rowTemplate": .text(path + "/{ID}"), "describe": .text(path + "/describe"), "sobject": .text(path),
            ]),
        ])
        for name in [
            "activateable", "createable", "custom", "customSetting", "deepCloneable", "deletable",
            "deprecatedAndHidden", "feedEnabled", "hasSubtypes", "isInterface", "isSubtype", "layoutable", "mergeable",
            "mruEnabled",
            "replicateable", "searchable", "triggerable", "undeletable", "updateable",
        ] { entry.set(name, false) }
        return ObjectDefinition.describe(from: entry)
    }

    private static func reference(_ name: String, to object: Self) -> FieldDefinition {
        var field = FieldDefinition(name, .reference)
        field.referenceTo = [object.rawValue]
        field.relationshipName = object.rawValue
        return field
    }

    private var children: [ChildRelationship] {
        guard self == .entity else { return [] }
        return [("Fields", Self.field), ("Particles", .particle), ("CustomFields", .customField)].map { name, child in
            ChildRelationship(name: name, child: child.rawValue, field: Self.entityReference)
        }
    }
}

extension String {
    /// `EntityDefinition` reads `Entity Definition`.
    fileprivate var words: String {
        reduce(into: "") { words, character in
            if character.isUppercase, !words.isEmpty { words.append(" ") }
            words.append(character)
        }
    }
}
