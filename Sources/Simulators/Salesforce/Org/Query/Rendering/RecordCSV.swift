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

    /// A column, and how it gets to the values that rows of the file had from the start.
    fileprivate struct Column {
        let path: FieldPath
        let source: Source
        /// The fields that the value is made of.
        let fields: [Int]
    }

    fileprivate enum Source {
        case cells(Int)
        case instants([Int64])
        case flags([Bool])
        /// The same in all rows, written already.
        case constant([UInt8])
        /// A person's name, from the cells of its parts.
        case name([Int])
        /// Worked out for each row.
        case path
    }

    init(data: OrgData, plan: QueryPlan, delimiter: UInt8, lineEnding: [UInt8]) {
        self.data = data
        place = plan.table
        let table = data.tables[plan.table]
        self.table = table
        base = table.base
        self.delimiter = delimiter
        self.lineEnding = lineEnding
        now = plan.now
        columns = plan.columns.map { Column(path: $0, of: table) }
    }

    func write(_ rows: ArraySlice<UInt32>, to output: inout [UInt8]) {
        var line = ByteRun(room: 64 + columns.count * 24)
        output.reserveCapacity(output.count + rows.count * columns.count * 24)
        for row in rows {
            line.removeAll()
            write(Int(row), to: &line)
            line.withBytes { output.append(contentsOf: $0) }
        }
    }

    private func write(_ row: Int, to line: inout ByteRun) {
        let isOfFile = row < base.rowCount
        let overlay = table.overlay(row)
        for index in columns.indices {
            if index > 0 { line.append(delimiter) }
            if isOfFile, overlay.map({ !$0.holds(anyOf: columns[index].fields) }) ?? true {
                write(columns[index], row, &line)
            } else {
                write(columns[index].path, row, &line)
            }
        }
        lineEnding.withUnsafeBufferPointer { line.append($0) }
    }

    @inline(__always)
    private func write(_ column: Column, _ row: Int, _ line: inout ByteRun) {
        switch column.source {
        case .cells(let cell):
            base.csv.withRawCell(row: row, column: cell) { Self.copy($0, &line) }
        case .instants(let instants):
            line.append(UInt8(ascii: "\""))
            if instants[row] != .min { TimeText.withText(instant: instants[row], zone: "Z") { line.append($0) } }
            line.append(UInt8(ascii: "\""))
        case .flags(let flags):
            line.append(flags[row] ? "\"true\"" : "\"false\"")
        case .constant(let bytes):
            bytes.withUnsafeBufferPointer { line.append($0) }
        case .name(let parts):
            line.append(UInt8(ascii: "\""))
            var isFirst = true
            for cell in parts {
                base.csv.withCell(row: row, column: cell) { part in
                    guard !part.isEmpty else { return }
                    if !isFirst { line.append(UInt8(ascii: " ")) }
                    isFirst = false
                    Self.appendDoubled(part, &line)
                }
            }
            line.append(UInt8(ascii: "\""))
        case .path:
            write(column.path, row, &line)
        }
    }

    private func write(_ path: FieldPath, _ row: Int, _ line: inout ByteRun) {
        let value = path.value(data, place, row, now: now)
        Self.quoted(value, isWhole: path.type.isWholeNumber).withUnsafeBufferPointer { line.append($0) }
    }

    @inline(__always)
    private static func copy(_ raw: UnsafeBufferPointer<UInt8>, _ line: inout ByteRun) {
        if raw.count >= 2, raw[0] == UInt8(ascii: "\"") { return line.append(raw) }
        line.append(UInt8(ascii: "\""))
        appendDoubled(raw, &line)
        line.append(UInt8(ascii: "\""))
    }

    private static func appendDoubled(_ bytes: UnsafeBufferPointer<UInt8>, _ line: inout ByteRun) {
        guard bytes.contains(UInt8(ascii: "\"")) else { return line.append(bytes) }
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { line.append(byte) }
            line.append(byte)
        }
    }

    /// A value as it stands in the file, in its quotes.
    fileprivate static func quoted(_ value: FieldValue, isWhole: Bool) -> [UInt8] {
        var output: [UInt8] = [UInt8(ascii: "\"")]
        switch value {
        case .null: break
        case .text(let text):
            for byte in text.utf8 {
                if byte == UInt8(ascii: "\"") { output.append(byte) }
                output.append(byte)
            }
        case .number(let number): NumberText.write(number, isWhole: isWhole, to: &output)
        case .flag(let flag): output.append(contentsOf: (flag ? "true" : "false").utf8)
        case .instant(let instant): TimeText.write(instant: instant, zone: "Z", to: &output)
        case .day(let day): TimeText.write(day: day, to: &output)
        case .time(let time): TimeText.write(time: time, to: &output)
        }
        output.append(UInt8(ascii: "\""))
        return output
    }
}

extension RecordCSV.Column {
    fileprivate init(path: FieldPath, of table: ObjectTable) {
        self.path = path
        guard let own = path.own, path.function == nil, path.schema.formula == nil else {
            (source, fields) = (.path, [])
            return
        }
        if own == table.system.name, let parts = Self.nameParts(table, own) {
            (source, fields) = (.name(parts.cells), [own] + parts.fields)
            return
        }
        fields = [own]
        source =
            switch table.base.column(own) {
            case .cells(let cell) where !path.schema.isNameField || path.schema.isCreateable: .cells(cell)
            case .ids(let cell): .cells(cell)
            case .instants(let instants): .instants(instants)
            case .flags(let flags): .flags(flags)
            case .empty where own != table.system.name: .constant(RecordCSV.quoted(.null, isWhole: false))
            case .constant(let value) where own != table.system.name:
                .constant(RecordCSV.quoted(value, isWhole: path.type.isWholeNumber))
            default: .path
            }
    }

    /// The cells of a name's parts, where the file has these and no name.
    private static func nameParts(_ table: ObjectTable, _ name: Int) -> (cells: [Int], fields: [Int])? {
        guard case .empty = table.base.column(name), let first = table.system.firstName,
            let last = table.system.lastName, case .cells(let firstCell) = table.base.column(first),
            case .cells(let lastCell) = table.base.column(last)
        else { return nil }
        return ([firstCell, lastCell], [first, last])
    }
}
