/// What Salesforce answers about a value that may or may not have been written before a crash.
package enum ReadBack {
    /// Whether a cell that was read back holds the value that was meant.
    package static func cell(_ text: String, holds value: Value, type: SalesforceFieldType) -> Bool {
        Self.value(of: text, type: type) == normalized(value, type: type)
    }

    /// The value of a cell as Salesforce writes it, in REST or in Bulk form (S§1).
    package static func value(of text: String, type: SalesforceFieldType) -> Value {
        guard !text.isEmpty else { return .null }
        switch type.attributeType {
        case .number: return Double(text).map(Value.double) ?? .string(text)
        case .boolean: return .boolean(text.lowercased() == "true")
        case .dateTime:
            let full = type == .time ? "1970-01-01T" + text : text
            return Instant(iso8601: full).map(Value.dateTime) ?? .string(text)
        case .string, nil: return .string(text)
        }
    }

    private static func normalized(_ value: Value, type: SalesforceFieldType) -> Value {
        switch value {
        case .integer(let integer): .double(Double(integer))
        case .string(let text): Self.value(of: text.trimmingTrailingWhitespace, type: type)
        default: value
        }
    }
}
