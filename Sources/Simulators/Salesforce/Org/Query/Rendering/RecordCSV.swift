/// Writes records as bulk CSV: every value quoted, columns in SELECT order.
///
/// Cells that a file brought in quotes already are copied as they stand.
struct RecordCSV {
    private let data: OrgData
    private let place: Int
    private let table: ObjectTable
    private let paths: [FieldPath]
    /// How the columns' values are written that rows of the file had from the start.
    private let columns: [CSVColumn]
    private let delimiter: UInt8
    private let lineEnding: [UInt8]
    private let now: Int64

    init(data: OrgData, plan: QueryPlan, delimiter: UInt8, lineEnding: [UInt8]) {
        self.data = data
        place = plan.table
        let table = data.tables[plan.table]
        self.table = table
        self.delimiter = delimiter
        self.lineEnding = lineEnding
        now = plan.now
        paths = plan.columns
        columns = plan.columns.map { CSVColumn.column(of: $0, in: table) }
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
        let isOfFile = row < table.base.rowCount
        let overlay = table.overlay(row)
        for index in columns.indices {
            if index > 0 { line.append(delimiter) }
            let isUnwritten = isOfFile && overlay.map { !$0.holds(anyOf: columns[index].fields) } ?? true
            guard !isUnwritten || !columns[index].write(row, to: &line) else { continue }
            let value = paths[index].value(data, place, row, now: now)
            CSVColumn.quoted(value, isWhole: paths[index].type.isWholeNumber)
                .withUnsafeBufferPointer { line.append($0) }
        }
        lineEnding.withUnsafeBufferPointer { line.append($0) }
    }
}
