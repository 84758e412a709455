/// Why a value may not go into a field, by rules that Salesforce would apply anyway (D§7).
///
/// What is refused here costs no request, is named in our words, and takes none of the record's other values along.
package enum PushRefusal: Sendable, Hashable {
    case empty
    case id
    case notANumber
    case fraction
    case tooManyDigits
    case outOfRange
    case outOfCalendar
    case notInPicklist
    case tooLong
    case otherKind

    /// Nothing where the field can hold the value.
    package init?(of value: Value, for field: FieldDescription) {
        let refusal: PushRefusal? =
            switch (field.type.attributeType, value) {
            case (_, .null): field.isNillable ? nil : .empty
            case (.number, .integer(let integer)): Self.number(Double(integer), for: field)
            case (.number, .double(let number)): Self.number(number, for: field)
            case (.boolean, .boolean): nil
            case (.dateTime, .dateTime(let instant)):
                field.type == .time || Self.calendar.contains(instant.milliseconds) ? nil : .outOfCalendar
            case (.string, .string(let text)): field.type == .id ? .id : Self.text(text, for: field)
            default: .otherKind
            }
        guard let refusal else { return nil }
        self = refusal
    }

    private static func number(_ number: Double, for field: FieldDescription) -> PushRefusal? {
        guard number.isFinite else { return .notANumber }
        guard field.type != .int || number == number.rounded() else { return .fraction }
        guard field.type != .int else { return Int32(exactly: number) == nil ? .outOfRange : nil }
        guard field.precision > 0 else { return nil }
        var bound = 1.0
        for _ in 0..<max(0, field.precision - field.scale) { bound *= 10 }
        return number.magnitude >= bound ? .tooManyDigits : nil
    }

    private static func text(_ text: String, for field: FieldDescription) -> PushRefusal? {
        if field.isRestrictedPicklist {
            let values = field.type == .multipicklist ? text.split(separator: ";").map(String.init) : [text]
            guard values.allSatisfy(field.picklistValues.contains) else { return .notInPicklist }
        }
        return field.length > 0 && text.salesforceLength > field.length ? .tooLong : nil
    }

    /// Salesforce's dates go from 1700 to the end of 4000.
    private static let calendar: Range<Int64> = -8_520_336_000_000..<64_092_211_200_000

    /// What is wrong with the value and what to do, for an admin.
    package func sentence(_ field: FieldDescription) -> String {
        let name = field.name
        return switch self {
        case .empty: "\(name) is required in Salesforce: give the record a value, or make the field optional"
        case .id: "\(name) is an id, and ids cannot be written"
        case .notANumber: "\(name) cannot hold what is not a number"
        case .fraction: "the number has a fraction and \(name) holds whole numbers; set `round: true`"
        case .tooManyDigits: "the number has more digits than \(name) holds; give the field more digits"
        case .outOfRange: "\(name) holds whole numbers up to 2,147,483,647; push to a field of the type Number"
        case .outOfCalendar: "\(name) holds dates from 1700 to 4000"
        case .notInPicklist: "the value is not in the picklist of \(name); add it there, or lift the restriction"
        case .tooLong:
            "the text has more than the \(field.length) characters that \(name) holds; set `truncate: true`"
        case .otherKind: "\(name) is of the type \(field.type.name), which cannot hold this value"
        }
    }
}
