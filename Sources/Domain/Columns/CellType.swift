/// How the text of a cell is to be read.
package enum CellType: Sendable, Hashable, Codable {
    case text
    /// A 64-bit integer, or a double where it has a fraction or an exponent.
    case number
    case boolean
    /// ISO 8601 with an offset, or a bare day; stored as milliseconds since 1970 (D§7).
    case instant
    /// A time of day, stored as an instant on 1970-01-01 (D§7).
    case timeOfDay
    /// `user`, `lead` or `visitor`; nothing means `user` (docs/files.md).
    case userType
}

extension CellType {
    package init(_ type: AttributeType) {
        self =
            switch type {
            case .string: .text
            case .number: .number
            case .boolean: .boolean
            case .dateTime: .instant
            }
    }

    /// How the mirror keeps a field; types that it does not know are kept as their text.
    package init(_ type: SalesforceFieldType) {
        self =
            switch type {
            case .int, .double, .percent, .currency: .number
            case .boolean: .boolean
            case .date, .datetime: .instant
            case .time: .timeOfDay
            default: .text
            }
    }

    /// What a cell has to be, to follow "is not".
    package var expectation: String {
        switch self {
        case .text: "a text"
        case .number: "a number"
        case .boolean: "true or false"
        case .instant: "an ISO 8601 time with an offset or Z, such as 2026-05-01T10:00:00Z, or a day such as 2026-05-01"
        case .timeOfDay: "a time of day, such as 11:59:59.000Z"
        case .userType: "user, lead or visitor"
        }
    }
}
