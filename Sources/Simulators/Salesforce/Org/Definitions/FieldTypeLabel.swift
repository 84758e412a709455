/// A field's type in the words of the setup pages: `Text(255)`, `Lookup(User)`.
struct FieldTypeLabel {
    let field: FieldSchema
    let object: String

    /// Objects whose name is more than a text.
    private static let named: Set<String> = ["Account", "Contact", "Lead", "User"]

    var text: String {
        if field.json["calculated"]?.flag ?? false { return "Formula (\(plainName))" }
        if field.isAutoNumber { return "Auto Number" }
        if field.isNameField, Self.named.contains(object) { return "Name" }
        switch field.type {
        case .id: return "Lookup()"
        case .reference: return reference
        case .double, .currency, .percent: return "\(plainName)(\(field.precision - field.scale), \(field.scale))"
        case .int: return "Number(\(field.digits), 0)"
        case .long: return "Number(18, 0)"
        case .textarea, .url: return "\(plainName)(\(field.length))"
        case .encryptedstring: return "Text (Encrypted)(\(field.length))"
        case .string: return "Text(\(field.length))\(keys)"
        default: return plainName
        }
    }

    private var plainName: String {
        switch field.type {
        case .boolean: "Checkbox"
        case .double, .int, .long: "Number"
        case .currency: "Currency"
        case .percent: "Percent"
        case .picklist, .combobox: "Picklist"
        case .multipicklist: "Picklist (Multi-Select)"
        case .phone: field.name.hasSuffix("Fax") ? "Fax" : "Phone"
        case .email: "Email"
        case .url: "URL"
        case .date: "Date"
        case .datetime: "Date/Time"
        case .time: "Time"
        case .address: "Address"
        case .location: "Geolocation"
        case .textarea:
            field.json["htmlFormatted"]?.flag ?? false
                ? "Rich Text Area" : field.length > 255 ? "Long Text Area" : "Text Area"
        default: "Text"
        }
    }

    private var keys: String {
        guard field.isCustom else { return "" }
        return (field.isExternalID ? " (External ID)" : "") + (field.isUnique ? " (Unique Case Insensitive)" : "")
    }

    private var reference: String {
        if field.referenceTo == [object], field.name == "ParentId" || field.name == "ManagerId" { return "Hierarchy" }
        let isDetail = field.json["relationshipOrder"]?.integer != nil
        // The page tells the person who may own a record before the queue.
        let targets = field.name == "OwnerId" ? field.referenceTo.reversed() : field.referenceTo
        return "\(isDetail ? "Master-Detail" : "Lookup")(\(targets.joined(separator: ",")))"
    }
}
