/// Whether a value may go into a field, by rules that Salesforce would apply anyway (D§7).
///
/// What is refused here costs no request and is named in our words.
package enum PushValue {
    package static func refusal(of value: Value, for field: FieldDescription) -> String? {
        switch (field.type, value) {
        case (_, .null):
            return field.isNillable ? nil : "\(field.name) must not be empty in Salesforce"
        case (.id, _):
            return "\(field.name) is an id, and ids cannot be written"
        case (.int, .double(let number)) where number != number.rounded():
            return "\(plainText(of: number)) has a fraction and \(field.name) holds whole numbers; set `round: true`"
        case (.int, .integer), (.int, .double):
            return nil
        case (.double, .integer), (.double, .double), (.percent, .integer), (.percent, .double),
            (.currency, .integer), (.currency, .double):
            return isTooLarge(value, for: field) ? "the number has more digits than \(field.name) holds" : nil
        case (.boolean, .boolean), (.date, .dateTime), (.datetime, .dateTime), (.time, .dateTime):
            return nil
        case (.picklist, .string(let text)) where field.isRestrictedPicklist && !field.picklistValues.contains(text):
            return "the value is not in the picklist of \(field.name)"
        case (_, .string(let text)) where field.type.attributeType == .string:
            guard field.length > 0, text.unicodeScalars.count > field.length else { return nil }
            return "the text has more than the \(field.length) characters that \(field.name) holds; "
                + "set `truncate: true`"
        default:
            return "a \(field.type.name) field cannot hold this value"
        }
    }

    private static func isTooLarge(_ value: Value, for field: FieldDescription) -> Bool {
        guard field.precision > 0 else { return false }
        let number: Double
        switch value {
        case .integer(let integer): number = Double(integer)
        case .double(let double): number = double
        default: return false
        }
        var bound = 1.0
        for _ in 0..<(field.precision - field.scale) { bound *= 10 }
        return number.magnitude >= bound
    }
}
