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
    /// The same, not counted: to count each use took half of the time that a cell takes.
    private let lentColumns: [Unmanaged<CSVColumn>]
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
        lentColumns = columns.map(Unmanaged.passUnretained)
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
        for index in lentColumns.indices {
            if index > 0 { line.append(delimiter) }
            let isWritten = lentColumns[index]._withUnsafeGuaranteedRef { column in
                isOfFile && !(overlay?.holds(anyOf: column.fields) ?? false) && column.write(row, to: &line)
            }
            if !isWritten { write(valueOf: paths[index], in: row, to: &line) }
        }
        lineEnding.withUnsafeBufferPointer { line.append($0) }
    }

    /// The way for what was written since, or has to be worked out.
    @inline(never)
    private func write(valueOf path: FieldPath, in row: Int, to line: inout ByteRun) {
        CSVColumn.quoted(path.value(data, place, row, now: now), isWhole: path.type.isWholeNumber)
            .withUnsafeBufferPointer { line.append($0) }
    }
}
