/// Turns what a client sent for a field into the field's value, or into the fault Salesforce gives.
struct FieldConversion {
    let field: FieldSchema

    func value(_ input: FieldInput) throws(SalesforceFault) -> FieldValue {
        switch input {
        case .null: return field.absentValue
        case .flag(let flag):
            if field.type == .boolean { return .flag(flag) }
            if field.type.isText { return try text(flag ? "true" : "false") }
            throw wrongType(flag ? "true" : "false")
        case .number(let source), .text(let source): return try value(source)
        case .parent: throw wrongType("{}")
        }
    }

    private func value(_ source: String) throws(SalesforceFault) -> FieldValue {
        // Saved texts lose their outer blanks; a text of nothing else is no value.
        let trimmed = Self.trimmed(source)
        guard !trimmed.isEmpty else { return field.absentValue }
        var copy = trimmed
        switch field.type {
        case .boolean:
            guard let flag = copy.withUTF8({ ColumnReader.flag($0) }) else { throw wrongType(source) }
            return .flag(flag)
        case .double, .currency, .percent, .int, .long: return try number(trimmed)
        case .date:
            let day = copy.withUTF8 { bytes in
                TimeText.day(bytes) ?? TimeText.instant(bytes).map { Int32($0.flooredDays) }
            }
            guard let day else { throw wrongType(source) }
            return .day(day)
        case .datetime:
            guard let instant = copy.withUTF8({ TimeText.instant($0) }) else { throw wrongType(source) }
            return .instant(instant)
        case .time:
            guard let time = copy.withUTF8({ TimeText.time($0) }) else { throw wrongType(source) }
            return .time(time)
        case .id, .reference:
            guard let id = SalesforceID(trimmed) else { throw wrongID(trimmed) }
            return .text(id.text)
        case .base64:
            guard Blob.bytes(of: trimmed) != nil else { throw wrongType(source) }
            return .text(trimmed)
        default: return try text(trimmed)
        }
    }

    private func number(_ source: String) throws(SalesforceFault) -> FieldValue {
        var copy = source
        guard let number = copy.withUTF8({ NumberText.number($0) }) else { throw wrongType(source) }
        if field.type.isWholeNumber {
            guard abs(number) <= Double(Int32.max), number == number.rounded() else { throw outOfRange(source) }
            return .number(number)
        }
        var factor = 1.0
        for _ in 0..<min(field.scale, 18) { factor *= 10 }
        var limit = 1.0
        for _ in 0..<max(field.precision - field.scale, 1) { limit *= 10 }
        guard abs(number) < limit else { throw outOfRange(source) }
        // Beyond 2^53 the scaled number has no fraction left to round.
        let scaled = number * factor
        return .number(abs(scaled) < 9e15 ? scaled.rounded(.toNearestOrAwayFromZero) / factor : number)
    }

    private func text(_ text: String) throws(SalesforceFault) -> FieldValue {
        if field.length > 0, text.utf16.count > field.length {
            throw SalesforceFault(
                "STRING_TOO_LONG", "\(field.label): data value too large: \(text) (max length=\(field.length))",
                fields: [field.name])
        }
        if field.type == .email, !Self.isEmailAddress(text) {
            throw SalesforceFault(
                "INVALID_EMAIL_ADDRESS", "\(field.label): invalid email address: \(text)", fields: [field.name])
        }
        guard field.isRestrictedPicklist else { return .text(text) }
        var canonical: [String] = []
        for part in field.type == .multipicklist ? text.split(separator: ";").map(String.init) : [text] {
            guard let value = field.picklist.first(where: { $0.lowercased() == part.lowercased() }) else {
                throw SalesforceFault(
                    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                    "\(field.label): bad value for restricted picklist field: \(part)", fields: [field.name])
            }
            canonical.append(value)
        }
        return .text(canonical.joined(separator: ";"))
    }

    private func wrongType(_ source: String) -> SalesforceFault {
        SalesforceFault(
            "INVALID_TYPE_ON_FIELD_IN_RECORD", "\(field.label): value not of required type: \(source)",
            fields: [field.name])
    }

    private func outOfRange(_ source: String) -> SalesforceFault {
        SalesforceFault(
            "NUMBER_OUTSIDE_VALID_RANGE", "\(field.label): value outside of valid range on numeric field: \(source)",
            fields: [field.name])
    }

    private func wrongID(_ source: String) -> SalesforceFault {
        SalesforceFault("MALFORMED_ID", "\(field.label): id value of incorrect type: \(source)", fields: [field.name])
    }

    private static func trimmed(_ text: String) -> String {
        let blanks: Set<Character> = [" ", "\t", "\n", "\r", "\r\n"]
        guard let first = text.first, let last = text.last, blanks.contains(first) || blanks.contains(last) else {
            return text
        }
        let start = text.drop { blanks.contains($0) }
        return String(start.reversed().drop { blanks.contains($0) }.reversed())
    }

    /// Something before the one @, and a domain with a dot; no blanks.
    private static func isEmailAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty,
            text.allSatisfy({ !$0.isWhitespace && !"<>(),;:\\\"[]".contains($0) })
        else {
            return false
        }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty }
    }
}
