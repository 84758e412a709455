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
        if let refusal = PushRefusal(of: value, for: field) {
            self = .refused(
                PushAnswer.Fault(
                    code: refusal.code, message: refusal.sentence(field), fields: [field.name], isTransient: false))
            return
        }
        switch (value, field.type) {
        case (.null, _): self = .null
        case (.string(let text), _): self = .text(text)
        case (.integer(let integer), _): self = .literal(String(integer))
        case (.double(let double), _):
            self = .literal(roundedHalfUp(double, decimals: field.type == .int ? 0 : max(0, field.scale)))
        case (.boolean(let boolean), _): self = .literal(boolean ? "true" : "false")
        case (.dateTime(let instant), .date): self = .text(String(instant.iso8601.prefix(10)))
        case (.dateTime(let instant), .time): self = .text(String(instant.iso8601.dropFirst(11)))
        case (.dateTime(let instant), _): self = .text(instant.iso8601)
        }
    }
}

extension PushRefusal {
    /// The code that Salesforce itself would give.
    fileprivate var code: String {
        switch self {
        case .empty: "REQUIRED_FIELD_MISSING"
        case .id: "INVALID_FIELD_FOR_INSERT_UPDATE"
        case .notInPicklist: "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"
        case .tooLong: "STRING_TOO_LONG"
        case .tooManyDigits, .outOfRange: "NUMBER_OUTSIDE_VALID_RANGE"
        case .notANumber, .fraction, .outOfCalendar, .otherKind: "INVALID_TYPE_ON_FIELD_IN_RECORD"
        }
    }
}

/// A number with at most `decimals` decimals, a half rounded away from zero (D§9), judged by the digits that people see:
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
