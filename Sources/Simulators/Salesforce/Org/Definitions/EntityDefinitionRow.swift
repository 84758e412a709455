/// What is told of one object.
struct EntityDefinitionRow {
    let schema: ObjectSchema
    /// The name of a standard object, the id of a custom one.
    var durableID: String

    init(schema: ObjectSchema) {
        self.schema = schema
        durableID = schema.name
    }

    var isCustom: Bool { schema.name.hasSuffix("__c") }

    private var developerName: String { schema.name.replacingSuffix("__c") }

    private func flag(_ name: String) -> FieldValue { .flag(isSet(name)) }

    private func isSet(_ name: String) -> Bool { schema.json[name]?.flag ?? false }

    /// Whether the Object Manager shows it.
    private var isCustomizable: Bool { isSet("layoutable") && schema.isCreateable && !schema.isAssociate }

    /// Who may see and change others' records, within the organisation and from outside.
    private var sharing: (internal: String, external: String) {
        switch schema.name {
        case "Lead", "Case": ("ReadWriteTransfer", "Private")
        case "Campaign": ("FullAccess", "Private")
        case "CampaignMember": ("ControlledByCampaign", "ControlledByCampaign")
        case "User": ("Read", "Private")
        case "Task", "Event": ("Private", "Private")
        case "Pricebook2": ("ReadSelect", "ReadSelect")
        case "Product2", "PricebookEntry", "OpportunityLineItem", "OpportunityContactRole": ("ReadWrite", "ReadWrite")
        default: ("ReadWrite", "Private")
        }
    }

    var values: [String: FieldValue] {
        [
            "DurableId": .text(durableID), "QualifiedApiName": .text(schema.name),
            "DeveloperName": .text(developerName), "MasterLabel": .text(schema.label), "Label": .text(schema.label),
            "PluralLabel": .text(schema.json["labelPlural"]?.text ?? schema.label),
            "KeyPrefix": schema.keyPrefix.map { .text($0) } ?? .null, "InternalSharingModel": .text(sharing.internal),
            "ExternalSharingModel": .text(sharing.external), "DeploymentStatus": isCustom ? .text("Deployed") : .null,
            "HasSubtypes": flag("hasSubtypes"), "IsApexTriggerable": flag("triggerable"),
            "IsAutoActivityCaptureEnabled": .flag(false), "IsCompactLayoutable": flag("compactLayoutable"),
            "IsCustomizable": .flag(isCustomizable), "IsCustomSetting": flag("customSetting"),
            "IsDeprecatedAndHidden": flag("deprecatedAndHidden"), "IsEverCreatable": flag("createable"),
            "IsEverDeletable": flag("deletable"), "IsEverUpdatable": flag("updateable"),
            "IsFeedEnabled": flag("feedEnabled"), "IsFieldHistoryTracked": .flag(false),
            "IsFlsEnabled": .flag(isCustomizable), "IsIdEnabled": .flag(schema.index(of: "Id") != nil),
            "IsInterface": flag("isInterface"), "IsLayoutable": flag("layoutable"), "IsMruEnabled": flag("mruEnabled"),
            "IsProcessEnabled": .flag(isCustomizable), "IsQueryable": flag("queryable"),
            "IsReplicateable": flag("replicateable"), "IsReportingEnabled": .flag(isCustomizable),
            "IsRetrieveable": flag("retrieveable"), "IsSearchable": flag("searchable"),
            "IsSearchLayoutable": flag("searchLayoutable"), "IsSubtype": flag("isSubtype"),
            "IsTriggerable": flag("triggerable"), "IsWorkflowEnabled": .flag(isCustomizable),
        ]
    }

    var customObject: [String: FieldValue] {
        [
            "DeveloperName": .text(developerName), "Language": .text("en_US"),
            "SharingModel": .text(sharing.internal),
        ]
    }
}
