/// One field of a Salesforce object, as much of its describe as the hub needs (S§6).
package struct FieldDescription: Sendable, Hashable, Codable {
    package var name: String
    package var label: String
    package var type: SalesforceFieldType
    /// Characters as Salesforce counts them (`String.salesforceLength`), for texts.
    package var length: Int
    package var precision: Int
    package var scale: Int
    /// A formula or roll-up, whose changes do not move SystemModstamp (D§8).
    package var isCalculated: Bool
    package var isCreateable: Bool
    package var isUpdateable: Bool
    package var isNillable: Bool
    package var isFilterable: Bool
    package var isExternalID: Bool
    package var isIDLookup: Bool
    package var isCustom: Bool
    package var isRestrictedPicklist: Bool
    /// The active values of a picklist.
    package var picklistValues: [String]
    package var referenceTo: [String]

    package init(
        name: String, label: String = "", type: SalesforceFieldType, length: Int = 0, precision: Int = 0,
        scale: Int = 0, isCalculated: Bool = false, isCreateable: Bool = true, isUpdateable: Bool = true,
        isNillable: Bool = true, isFilterable: Bool = true, isExternalID: Bool = false, isIDLookup: Bool = false,
        isCustom: Bool = false, isRestrictedPicklist: Bool = false, picklistValues: [String] = [],
        referenceTo: [String] = []
    ) {
        self.name = name
        self.label = label.isEmpty ? name : label
        self.type = type
        self.length = length
        self.precision = precision
        self.scale = scale
        self.isCalculated = isCalculated
        self.isCreateable = isCreateable
        self.isUpdateable = isUpdateable
        self.isNillable = isNillable
        self.isFilterable = isFilterable
        self.isExternalID = isExternalID
        self.isIDLookup = isIDLookup
        self.isCustom = isCustom
        self.isRestrictedPicklist = isRestrictedPicklist
        self.picklistValues = picklistValues
        self.referenceTo = referenceTo
    }

    /// The only fields that a push may write: their API name begins `PX_` (D§7).
    package static func isPushField(_ name: String) -> Bool { name.hasPrefix("PX_") && name.hasSuffix("__c") }

    package var isPushField: Bool { Self.isPushField(name) }

    /// A number without decimals: a custom field of the type Number(18, 0) is described as a double of scale 0.
    package var holdsWholeNumbers: Bool { type == .int || (type.attributeType == .number && scale <= 0) }
}

extension SalesforceFieldType: Codable {
    package init(from decoder: any Decoder) throws {
        self.init(name: try decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
