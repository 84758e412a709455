/// The PX_ fields that exist from the start: one for every KPI column, and some of every other type.
package enum PXFields {
    /// The field of a KPI column: `nps_score_last_week_pct_change` has `PX_NPS_Score_Last_Week_Pct_Change__c`.
    package static func name(ofKPI column: String) -> String {
        let words = column.split(separator: "_").map { word in
            switch word {
            case "au", "nps": word.uppercased()
            default: word.prefix(1).uppercased() + word.dropFirst()
            }
        }
        return "PX_" + words.joined(separator: "_") + "__c"
    }

    /// All KPI columns of the export, in its order.
    package static let kpiColumns: [String] = {
        let windows = ["7d", "30d", "90d", "last_week", "last_month", "last_quarter"]
        let families: [(String, [String])] = [
            ("au", ["", "_prev", "_change"]),
            ("nps_score", ["", "_prev", "_change", "_pct_change"]),
            ("nps_responses", ["", "_prev", "_change"]),
        ]
        let windowed = windows.flatMap { window in
            families.flatMap { name, variants in variants.map { "\(name)_\(window)\($0)" } }
        }
        return windowed + ["engagements_active", "engagements_total"]
    }()

    static func definitions(of object: String) -> [FieldDefinition] {
        switch object {
        case "Account": [externalID] + kpiColumns.map { number(name(ofKPI: $0)) } + others + accountOthers
        case "Contact": [externalID] + others + contactOthers
        default: []
        }
    }

    private static var externalID: FieldDefinition {
        var field = FieldDefinition("External_ID__c", .string, length: 255)
        field.isExternalID = true
        field.isUnique = true
        field.isIDLookup = true
        return field
    }

    private static func number(_ name: String) -> FieldDefinition {
        var field = FieldDefinition(name, .double)
        field.scale = 6
        return field
    }

    private static var others: [FieldDefinition] {
        [
            FieldDefinition("PX_Test_String__c", .string, length: 255), FieldDefinition("PX_Last_Seen__c", .datetime),
            FieldDefinition("PX_Is_Active__c", .boolean), number("PX_Score__c"),
        ]
    }

    private static var accountOthers: [FieldDefinition] {
        [
            number("PX_MAU__c"), number("PX_NPS__c"), number("PX_Exports_30d__c"),
            FieldDefinition("PX_Plan__c", .string, length: 255), FieldDefinition("PX_Renewal__c", .datetime),
            FieldDefinition("PX_Renewal_Date__c", .date), FieldDefinition("PX_Notes__c", .textarea, length: 32_768),
        ]
    }

    private static var contactOthers: [FieldDefinition] {
        [
            FieldDefinition("PX_Role__c", .string, length: 255), FieldDefinition("PX_Signed_Up__c", .datetime),
            FieldDefinition("PX_First_Seen_Date__c", .date), number("PX_Sessions_30d__c"),
        ]
    }
}
