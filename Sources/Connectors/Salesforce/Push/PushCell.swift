package import Domain

/// A value in the form in which Salesforce takes it (D§7), or why it cannot be sent.
package enum PushCell: Sendable, Hashable {
    /// Clears the field.
    case null
    case text(String)
    /// A number or boolean, as JSON and CSV both write it.
    case literal(String)
    case refused(PushAnswer.Fault)

    /// An empty text clears the field: the collections API would do so, the Bulk API would pass over it, and a record
    /// must not end differently by the road it takes.
    package init(_ value: Value, for field: FieldDescription) {
        let value = value == .string("") ? .null : value
        if let refusal = Self.refusal(of: value, for: field) {
            self = .refused(refusal)
            return
        }
        switch (value, field.type) {
        case (.null, _): self = .null
        case (.string(let text), _): self = .text(text)
        case (.integer(let integer), _): self = .literal(String(integer))
        case (.double(let double), _):
            let decimals = field.type == .int ? 0 : min(2, max(0, field.scale))
            self = .literal(roundedHalfUp(double, decimals: decimals))
        case (.boolean(let boolean), _): self = .literal(boolean ? "true" : "false")
        case (.dateTime(let instant), .date): self = .text(String(instant.iso8601.prefix(10)))
        case (.dateTime(let instant), .time): self = .text(String(instant.iso8601.dropFirst(11)))
        case (.dateTime(let instant), _): self = .text(instant.iso8601)
        }
    }

    private static func refusal(of value: Value, for field: FieldDescription) -> PushAnswer.Fault? {
        func fault(_ code: String, _ message: String) -> PushAnswer.Fault {
            PushAnswer.Fault(code: code, message: message, fields: [field.name], isTransient: false)
        }
        switch value {
        case .double(let double) where !double.isFinite:
            return fault("INVALID_TYPE_ON_FIELD_IN_RECORD", "\(field.name) cannot hold what is not a number")
        case .string(let text) where field.type == .multipicklist && field.isRestrictedPicklist:
            let unknown = text.split(separator: ";").contains { !field.picklistValues.contains(String($0)) }
            guard unknown else { break }
            return fault("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "a value is not in the picklist of \(field.name)")
        default: break
        }
        guard let reason = PushValue.refusal(of: value, for: field) else { return nil }
        return fault(code(of: value, for: field), reason)
    }

    /// The code that Salesforce itself would give.
    private static func code(of value: Value, for field: FieldDescription) -> String {
        switch (value, field.type) {
        case (.null, _): "REQUIRED_FIELD_MISSING"
        case (_, .id): "INVALID_FIELD_FOR_INSERT_UPDATE"
        case (.string, .picklist): "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"
        case (.string, _) where field.type.attributeType == .string: "STRING_TOO_LONG"
        case (.double, .double), (.double, .percent), (.double, .currency), (.integer, .double), (.integer, .percent),
            (.integer, .currency):
            "NUMBER_OUTSIDE_VALID_RANGE"
        default: "INVALID_TYPE_ON_FIELD_IN_RECORD"
        }
    }
}

/// A number with at most `decimals` decimals, a half rounded away from zero, judged by the digits that people see:
/// 1.005 becomes 1.01, although the nearest double lies a little below.
package func roundedHalfUp(_ number: Double, decimals: Int) -> String {
    let parts = "\(number.magnitude)".split(separator: "e")
    let halves = parts[0].split(separator: ".")
    var point = halves[0].utf8.count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
    var digits = (String(halves[0]) + (halves.count > 1 ? String(halves[1]) : "")).utf8.map { Int($0) - 48 }
    if point < 0 {
        digits = Array(repeating: 0, count: -point) + digits
        point = 0
    }
    let kept = point + decimals
    if kept < digits.count {
        let roundsUp = digits[kept] >= 5
        digits.removeLast(digits.count - kept)
        var index = kept - 1
        var carry = roundsUp
        while carry, index >= 0 {
            carry = digits[index] == 9
            digits[index] = carry ? 0 : digits[index] + 1
            index -= 1
        }
        if carry {
            digits.insert(1, at: 0)
            point += 1
        }
    }
    if digits.count < point { digits += Array(repeating: 0, count: point - digits.count) }
    let whole = digits[..<point].drop { $0 == 0 }.map(String.init).joined()
    var fraction = digits[point...].map(String.init).joined()
    while fraction.last == "0" { fraction.removeLast() }
    let text = (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
    return number < 0 && text != "0" ? "-" + text : text
}
