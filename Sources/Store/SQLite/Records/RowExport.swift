import Domain
import GRDB

/// A column of an export: its name, where it comes from, and how its values are written.
struct ExportColumn {
    let name: String
    let expression: String
    let type: CellType
}

/// A query whose rows leave as batches of text, in the form of every file that the hub writes (docs/files.md).
struct RowExport {
    let columns: [ExportColumn]
    /// What follows the columns: `FROM … ORDER BY …`.
    let source: String

    private static let rowsPerBatch = 4096

    func run(
        in database: Database, arguments: [String] = [], integers: [Int64] = [],
        to sink: (ExportPart) throws -> Void
    ) throws {
        try sink(.header(columns.map(\.name)))
        let statement = try RawStatement(
            database, "SELECT \(columns.map(\.expression).joined(separator: ", ")) \(source)")
        for (index, integer) in integers.enumerated() { statement.bind(Int32(index + 1), integer: integer) }
        for (index, text) in arguments.enumerated() {
            statement.bind(Int32(integers.count + index + 1), string: text)
        }
        var batch = TextBatch(columnCount: columns.count)
        while try statement.step() {
            for (index, column) in columns.enumerated() {
                append(Int32(index), of: statement, as: column.type, to: &batch)
            }
            if batch.rowCount == Self.rowsPerBatch {
                try sink(.rows(batch))
                batch.removeAll()
            }
        }
        if !batch.isEmpty { try sink(.rows(batch)) }
    }

    private func append(
        _ column: Int32, of statement: borrowing RawStatement, as type: CellType, to batch: inout TextBatch
    ) {
        defer { batch.endCell() }
        guard !statement.isNull(column) else { return }
        switch type {
        case .text, .userType:
            batch.bytes.append(contentsOf: statement.bytes(column))
        case .boolean:
            batch.bytes.append(contentsOf: (statement.integer(column) == 0 ? "false" : "true").utf8)
        case .number:
            batch.bytes.append(contentsOf: statement.number(column).text.utf8)
        case .instant, .timeOfDay:
            batch.bytes.append(contentsOf: Instant(milliseconds: statement.integer(column)).iso8601.utf8)
        }
    }
}
