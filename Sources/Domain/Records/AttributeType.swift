/// What an attribute of ours may hold (D§7, D§12); the raw value is its name in `crosswalk.yaml`.
package enum AttributeType: String, Sendable, Hashable, CaseIterable, Codable {
    case string
    /// A 64-bit integer, or a double where there is a fraction.
    case number
    case boolean
    /// An instant: milliseconds since 1970-01-01T00:00:00Z.
    case dateTime = "date_time"
}
