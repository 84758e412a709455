/// Guesses the type of a column that no describe knows, from all of its values.
struct ColumnInference {
    let csv: CSVContent
    /// The object behind a key prefix, for columns of ids.
    let objectsByPrefix: [String: String]

    /// The field a column stands for; nil for an empty column that something else may define.
    func definition(_ name: String, _ cell: Int) -> FieldDefinition? {
        var candidates = Set(Candidate.allCases)
        var isEmpty = true
        var longest = 0
        var scale = 0
        var prefix = ""
        for row in 0..<csv.rowCount {
            csv.withCell(row: row, column: cell) { bytes in
                guard !bytes.isEmpty else { return }
                isEmpty = false
                longest = max(longest, bytes.count)
                candidates = candidates.filter { $0.fits(bytes) }
                if candidates.contains(.number) { scale = max(scale, Self.scale(bytes)) }
                if candidates.contains(.id), prefix.isEmpty {
                    prefix = String(decoding: bytes.prefix(3), as: UTF8.self)
                }
            }
        }
        guard !isEmpty else { return nil }
        if candidates.contains(.id), let target = objectsByPrefix[prefix] {
            var field = FieldDefinition(name, .reference)
            field.referenceTo = [target]
            return field
        }
        if candidates.contains(.flag) { return FieldDefinition(name, .boolean) }
        if candidates.contains(.number) {
            var field = FieldDefinition(name, .double)
            field.scale = scale
            return field
        }
        if candidates.contains(.day) { return FieldDefinition(name, .date) }
        if candidates.contains(.instant) { return FieldDefinition(name, .datetime) }
        return longest <= 255
            ? FieldDefinition(name, .string, length: 255) : FieldDefinition(name, .textarea, length: 131_072)
    }

    /// An all-empty column: a nullable number for a PX_ name, a text otherwise.
    static func emptyColumn(_ name: String) -> FieldDefinition {
        guard name.hasPrefix("PX_"), name.hasSuffix("__c") else { return FieldDefinition(name, .string, length: 255) }
        var field = FieldDefinition(name, .double)
        field.scale = 6
        return field
    }

    private enum Candidate: CaseIterable {
        case id, flag, number, day, instant

        func fits(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
            switch self {
            case .id: ColumnReader.isCanonicalID(bytes)
            case .flag: bytes.count > 1 && ColumnReader.flag(bytes) != nil
            case .number: Self.isNumber(bytes)
            case .day: TimeText.day(bytes) != nil
            case .instant: TimeText.instant(bytes, allowsBareDay: false) != nil
            }
        }

        /// A number that survives being one: no leading zero or plus, as codes have, and no more than 15 digits.
        private static func isNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
            let unsigned = bytes.first == UInt8(ascii: "-") ? bytes.dropFirst() : bytes[...]
            guard let first = unsigned.first, unsigned.count <= 16, first >= 0x30, first <= 0x39 else { return false }
            if first == 0x30, unsigned.count > 1, unsigned.dropFirst().first != UInt8(ascii: ".") { return false }
            let points = unsigned.count { $0 == UInt8(ascii: ".") }
            return points <= 1 && unsigned.last != UInt8(ascii: ".")
                && unsigned.allSatisfy { $0 == UInt8(ascii: ".") || ($0 >= 0x30 && $0 <= 0x39) }
        }
    }

    private static func scale(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        bytes.firstIndex(of: UInt8(ascii: ".")).map { bytes.count - $0 - 1 } ?? 0
    }
}
