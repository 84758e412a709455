/// The type of a Salesforce field, as `describe` names it (S§6).
package enum SalesforceFieldType: Sendable, Hashable {
    case string, textarea, picklist, multipicklist, combobox, email, url, id, phone
    case int, double, percent, currency
    case boolean
    case date, datetime, time
    /// A type that no attribute of ours can hold (reference, address, base64 and all that is yet to come).
    case other(String)

    package init(name: String) {
        self =
            switch name.lowercased() {
            case "string": .string
            case "textarea": .textarea
            case "picklist": .picklist
            case "multipicklist": .multipicklist
            case "combobox": .combobox
            case "email": .email
            case "url": .url
            case "id": .id
            case "phone": .phone
            case "int": .int
            case "double": .double
            case "percent": .percent
            case "currency": .currency
            case "boolean": .boolean
            case "date": .date
            case "datetime": .datetime
            case "time": .time
            default: .other(name)
            }
    }

    package var name: String {
        switch self {
        case .other(let name): name
        default: "\(self)"
        }
    }

    /// The attribute type that this field can be mapped from and to (D§7); nothing where none can.
    package var attributeType: AttributeType? {
        switch self {
        case .string, .textarea, .picklist, .multipicklist, .combobox, .email, .url, .id, .phone: .string
        case .int, .double, .percent, .currency: .number
        case .boolean: .boolean
        case .date, .datetime, .time: .dateTime
        case .other: nil
        }
    }
}
