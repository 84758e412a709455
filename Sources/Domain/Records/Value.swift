/// What one field of one record holds.
package enum Value: Sendable, Hashable {
    case null
    case string(String)
    case integer(Int64)
    case double(Double)
    case boolean(Bool)
    case dateTime(Instant)
}

extension Value {
    package var isNull: Bool { self == .null }

    /// The value as files and journals write it; nothing for null (docs/files.md).
    package var text: String {
        switch self {
        case .null: ""
        case .string(let string): string
        case .integer(let integer): String(integer)
        case .double(let double): plainText(of: double)
        case .boolean(let boolean): boolean ? "true" : "false"
        case .dateTime(let instant): instant.iso8601
        }
    }
}

/// A number with at most six decimals and no trailing zeros, so that exports can be compared (docs/files.md).
package func plainText(of number: Double) -> String {
    guard number.isFinite else { return "" }
    if number == number.rounded(), abs(number) < 9e15 { return String(Int64(number)) }
    let isNegative = number < 0
    let scaled = (abs(number) * 1e6).rounded()
    guard scaled < 9e18 else { return String(number) }
    let units = UInt64(scaled)
    guard units > 0 else { return "0" }
    var decimals = String(units % 1_000_000)
    decimals = String(repeating: "0", count: 6 - decimals.count) + decimals
    while decimals.last == "0" { decimals.removeLast() }
    let whole = (isNegative ? "-" : "") + String(units / 1_000_000)
    return decimals.isEmpty ? whole : whole + "." + decimals
}
