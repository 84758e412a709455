/// Reads a file's column as the type of its field.
struct ColumnReader {
    let csv: CSVContent
    let file: String

    func column(_ cell: Int, _ field: FieldSchema) throws(OrgDataError) -> BaseColumn {
        switch field.type {
        case .id, .reference: try ids(cell, field)
        case .boolean: .flags(try values(cell, field, null: false, Self.flag))
        case .double, .currency, .percent, .int, .long: .numbers(try values(cell, field, null: .nan, NumberText.number))
        case .datetime: .instants(try values(cell, field, null: .min) { TimeText.instant($0) })
        case .date: .days(try values(cell, field, null: .min, TimeText.day))
        case .time: .times(try values(cell, field, null: .min, TimeText.time))
        case .address, .location: .empty
        default: .cells(cell)
        }
    }

    private func values<Value>(
        _ cell: Int, _ field: FieldSchema, null: Value, _ read: (UnsafeBufferPointer<UInt8>) -> Value?
    ) throws(OrgDataError) -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(csv.rowCount)
        for row in 0..<csv.rowCount {
            guard let value = csv.withCell(row: row, column: cell, { $0.isEmpty ? null : read($0) }) else {
                throw OrgDataError(
                    "\(file) line \(csv.line(ofRow: row)): \(field.name) is a \(field.type.rawValue), and"
                        + " “\(csv.text(row: row, column: cell))” is not.")
            }
            values.append(value)
        }
        return values
    }

    private func ids(_ cell: Int, _ field: FieldSchema) throws(OrgDataError) -> BaseColumn {
        var areCanonical = true
        for row in 0..<csv.rowCount where areCanonical {
            areCanonical = csv.withCell(row: row, column: cell) {
                Self.isCanonicalID($0) || ($0.isEmpty && field.type != .id)
            }
        }
        if areCanonical { return .ids(cell) }
        var ids: [SalesforceID?] = []
        for row in 0..<csv.rowCount {
            let id = csv.withCell(row: row, column: cell) { SalesforceID($0) }
            guard id != nil || (field.type != .id && csv.isEmpty(row: row, column: cell)) else {
                throw OrgDataError(
                    "\(file) line \(csv.line(ofRow: row)): \(field.name) “\(csv.text(row: row, column: cell))” is no"
                        + " Salesforce id (15 characters, or 18 with the right checksum).")
            }
            ids.append(id)
        }
        return .packedIDs(ids)
    }

    static func isCanonicalID(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count == 18, let id = SalesforceID(bytes) else { return false }
        let checksum = id.checksum
        return bytes[15] == checksum.0 && bytes[16] == checksum.1 && bytes[17] == checksum.2
    }

    static func flag(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool? {
        switch bytes.count {
        case 4 where bytes.elementsEqual("true".utf8) { $0 | 0x20 == $1 }: true
        case 5 where bytes.elementsEqual("false".utf8) { $0 | 0x20 == $1 }: false
        case 1 where bytes[0] == UInt8(ascii: "1"): true
        case 1 where bytes[0] == UInt8(ascii: "0"): false
        default: nil
        }
    }
}
