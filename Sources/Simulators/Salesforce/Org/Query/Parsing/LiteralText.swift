/// Numbers, days, instants and times as they stand in a query.
enum LiteralText {
    static func value(_ source: String) -> SOQLQuery.Literal.Value? {
        var source = source
        return source.withUTF8 { bytes in
            if let day = TimeText.day(bytes) { return .day(day) }
            if bytes.count > 10, bytes[4] == UInt8(ascii: "-") {
                // An instant needs a zone.
                let last = bytes[bytes.count - 1]
                let hasZone =
                    last == UInt8(ascii: "Z")
                    || bytes[11...].contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
                return hasZone ? TimeText.instant(bytes, allowsBareDay: false).map { .instant($0) } : nil
            }
            if bytes.count > 4, bytes[2] == UInt8(ascii: ":") { return TimeText.time(bytes).map { .time($0) } }
            return NumberText.number(bytes).map { .number($0) }
        }
    }
}
