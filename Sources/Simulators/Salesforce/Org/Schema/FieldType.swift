/// The types of fields as describe calls them.
enum FieldType: String, Sendable {
    case id, reference, boolean, string, picklist, multipicklist, combobox, textarea, phone, email, url, encryptedstring
    case double, currency, percent, int, long, date, datetime, time, address, location, base64, anyType
    /// An object of its own, kept as it is written.
    case complexvalue

    var soapType: String {
        switch self {
        case .id, .reference: "tns:ID"
        case .boolean: "xsd:boolean"
        case .double, .currency, .percent: "xsd:double"
        case .int: "xsd:int"
        case .long: "xsd:long"
        case .date: "xsd:date"
        case .datetime: "xsd:dateTime"
        case .time: "xsd:time"
        case .address: "urn:address"
        case .location: "urn:location"
        case .base64: "xsd:base64Binary"
        case .anyType: "xsd:anyType"
        case .complexvalue: "urn:complexvalue"
        default: "xsd:string"
        }
    }

    var isText: Bool { soapType == "xsd:string" }
    var isNumber: Bool { isWholeNumber || soapType == "xsd:double" }
    var isWholeNumber: Bool { self == .int || self == .long }
    var isID: Bool { self == .id || self == .reference }
    var isCompound: Bool { self == .address || self == .location }
    var isPicklist: Bool { self == .picklist || self == .multipicklist || self == .combobox }
}
