/// Writes records as bulk CSV: every value quoted, columns in SELECT order.
///
/// Cells that a file brought in quotes already are copied as they stand.
struct RecordCSV {
    private let data: OrgData
    private let place: Int
    private let table: ObjectTable
    private let base: BaseRows
    private let columns: [Column]
    private let delimiter: UInt8
    private let lineEnding: [UInt8]
    private let now: Int64

    /// How a column gets to its values.
    private enum Column {
        case cells(Int, field: Int)
        case instants([Int64], field: Int)
        case path(FieldPath)
    }

    init(data: OrgData, plan: QueryPlan, delimiter: UInt8, lineEnding: [UInt8]) {
        self.data = data
        place = plan.table
        table = data.tables[plan.table]
        base = data.tables[plan.table].base
        self.delimiter = delimiter
        self.lineEnding = lineEnding
        now = plan.now
        let base = self.base
        columns = plan.columns.map { path in
            guard let own = path.own, path.function == nil, path.schema.formula == nil,
                !path.schema.isNameField || Self.hasCells(base, own)
            else { return .path(path) }
            switch base.column(own) {
            case .cells(let cell) where !path.schema.isNameField || path.schema.isCreateable:
                return .cells(cell, field: own)
            case .ids(let cell): return .cells(cell, field: own)
            case .instants(let instants): return .instants(instants, field: own)
            default: return .path(path)
            }
        }
    }

    private static func hasCells(_ base: BaseRows, _ field: Int) -> Bool {
        if case .cells = base.column(field) { true } else { false }
    }

    func write(_ rows: ArraySlice<UInt32>, to output: inout [UInt8]) {
        output.reserveCapacity(output.count + rows.count * columns.count * 18)
        for row in rows {
            let row = Int(row)
            let isPlain = row < base.rowCount && table.overlay(row) == nil
            for index in columns.indices {
                if index > 0 { output.append(delimiter) }
                write(columns[index], row, isPlain, &output)
            }
            output.append(contentsOf: lineEnding)
        }
    }

    @inline(__always)
    private func write(_ column: Column, _ row: Int, _ isPlain: Bool, _ output: inout [UInt8]) {
        switch column {
        case .cells(let cell, _) where isPlain:
            base.csv.withRawCell(row: row, column: cell) { Self.copy($0, &output) }
        case .instants(let instants, _) where isPlain:
            output.append(UInt8(ascii: "\""))
            if instants[row] != .min { TimeText.write(instant: instants[row], zone: "Z", to: &output) }
            output.append(UInt8(ascii: "\""))
        case .cells(_, let field), .instants(_, let field):
            Self.write(data.value(place, row, field, now: now), isWhole: false, &output)
        case .path(let path):
            Self.write(path.value(data, place, row, now: now), isWhole: path.type.isWholeNumber, &output)
        }
    }

    @inline(__always)
    private static func copy(_ raw: UnsafeBufferPointer<UInt8>, _ output: inout [UInt8]) {
        if raw.count >= 2, raw[0] == UInt8(ascii: "\"") {
            output.append(contentsOf: raw)
            return
        }
        output.append(UInt8(ascii: "\""))
        appendDoubled(raw, &output)
        output.append(UInt8(ascii: "\""))
    }

    private static func appendDoubled(_ bytes: UnsafeBufferPointer<UInt8>, _ output: inout [UInt8]) {
        guard bytes.contains(UInt8(ascii: "\"")) else {
            output.append(contentsOf: bytes)
            return
        }
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { output.append(byte) }
            output.append(byte)
        }
    }

    private static func write(_ value: FieldValue, isWhole: Bool, _ output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        switch value {
        case .null: break
        case .text(var text): text.withUTF8 { appendDoubled($0, &output) }
        case .number(let number): NumberText.write(number, isWhole: isWhole, to: &output)
        case .flag(let flag): output.append(contentsOf: (flag ? "true" : "false").utf8)
        case .instant(let instant): TimeText.write(instant: instant, zone: "Z", to: &output)
        case .day(let day): TimeText.write(day: day, to: &output)
        case .time(let time): TimeText.write(time: time, to: &output)
        }
        output.append(UInt8(ascii: "\""))
    }
}
