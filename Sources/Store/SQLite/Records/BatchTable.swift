import Domain
import GRDB
import GRDBSQLite

/// The rows of a batch as a table that SQL reads: `SELECT c0, c1 FROM batch`.
///
/// One statement takes in thousands of rows so; a statement for each would open and close every time what it writes to.
/// A virtual table of SQLite, there for one connection and as long as `Database.withBatchTable` runs.
final class BatchTable {
    /// Its name in SQL.
    static let name = "batch"

    private let columnCount: Int
    /// What the statement of the moment reads; nothing between two of them.
    private var rows: Rows?

    /// Cells where they lie in memory, row after row: addresses alone, for they are asked of millions of times.
    fileprivate struct Rows {
        let columnCount: Int
        let count: Int
        let values: UnsafeBufferPointer<CellValue>
        let bytes: UnsafeBufferPointer<UInt8>
        /// As in `TextBatch`.
        let ends: UnsafeBufferPointer<UInt32>
    }

    fileprivate init(columnCount: Int) {
        self.columnCount = columnCount
    }

    static func column(_ index: Int) -> String { "c\(index)" }

    /// Lets a statement read a batch.
    ///
    /// - Parameter values: what its cells hold, row after row.
    func read<T>(_ batch: TextBatch, _ values: [CellValue], _ body: () throws -> T) rethrows -> T {
        try values.withUnsafeBufferPointer { values in
            try batch.bytes.withUnsafeBufferPointer { bytes in
                try batch.ends.withUnsafeBufferPointer { ends in
                    rows = Rows(
                        columnCount: columnCount, count: batch.rowCount, values: values, bytes: bytes, ends: ends)
                    defer { rows = nil }
                    return try body()
                }
            }
        }
    }

    // MARK: What SQLite asks

    /// SQLite's own part stands first, for it only knows of that.
    private struct Table {
        var base = sqlite3_vtab()
        let source: Unmanaged<BatchTable>
    }

    private struct Cursor {
        var base = sqlite3_vtab_cursor()
        var rows: Rows?
        var row = 0
    }

    /// What SQLite calls. It stays for as long as the process: the last call, to let go of a table, comes when the next
    /// statement is prepared, after everything else about the table is gone. Nobody writes to it.
    nonisolated(unsafe) fileprivate static let module: UnsafePointer<sqlite3_module> = {
        let place = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
        place.initialize(to: functions())
        return UnsafePointer(place)
    }()

    private static func functions() -> sqlite3_module {
        var module = sqlite3_module()
        module.xConnect = { connection, given, _, _, table, _ in
            guard let connection, let given, let table else { return SQLITE_MISUSE }
            let source = Unmanaged<BatchTable>.fromOpaque(given)
            let columns = (0..<source.takeUnretainedValue().columnCount).map(BatchTable.column)
            let code = sqlite3_declare_vtab(connection, "CREATE TABLE x (\(columns.joined(separator: ", ")))")
            guard code == SQLITE_OK else { return code }
            let own = UnsafeMutablePointer<Table>.allocate(capacity: 1)
            own.initialize(to: Table(source: source))
            table.pointee = UnsafeMutableRawPointer(own).assumingMemoryBound(to: sqlite3_vtab.self)
            return SQLITE_OK
        }
        module.xDisconnect = { table in
            UnsafeMutableRawPointer(table)?.assumingMemoryBound(to: Table.self).deallocate()
            return SQLITE_OK
        }
        module.xBestIndex = { _, plan in
            plan?.pointee.estimatedRows = 10_000
            return SQLITE_OK
        }
        module.xOpen = { _, cursor in
            let own = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
            own.initialize(to: Cursor())
            cursor?.pointee = UnsafeMutableRawPointer(own).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
            return SQLITE_OK
        }
        module.xClose = { cursor in
            guard let cursor else { return SQLITE_MISUSE }
            let own = BatchTable.own(cursor)
            own.deinitialize(count: 1)
            own.deallocate()
            return SQLITE_OK
        }
        module.xFilter = { cursor, _, _, _, _ in
            guard let cursor, let table = cursor.pointee.pVtab else { return SQLITE_MISUSE }
            let source = UnsafeMutableRawPointer(table).assumingMemoryBound(to: Table.self).pointee.source
            let own = BatchTable.own(cursor)
            own.pointee.rows = source.takeUnretainedValue().rows
            own.pointee.row = 0
            return SQLITE_OK
        }
        module.xNext = { cursor in
            guard let cursor else { return SQLITE_MISUSE }
            BatchTable.own(cursor).pointee.row += 1
            return SQLITE_OK
        }
        module.xEof = { cursor in
            guard let cursor else { return 1 }
            let own = BatchTable.own(cursor)
            return own.pointee.row < own.pointee.rows?.count ?? 0 ? 0 : 1
        }
        module.xColumn = { cursor, context, column in
            guard let cursor, let context else { return SQLITE_MISUSE }
            let own = BatchTable.own(cursor)
            own.pointee.rows?.answer(own.pointee.row, Int(column), to: context)
            return SQLITE_OK
        }
        module.xRowid = { cursor, number in
            guard let cursor else { return SQLITE_MISUSE }
            number?.pointee = Int64(BatchTable.own(cursor).pointee.row)
            return SQLITE_OK
        }
        return module
    }

    private static func own(_ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>) -> UnsafeMutablePointer<Cursor> {
        UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: Cursor.self)
    }
}

extension BatchTable.Rows {
    /// A text is handed over where it lies: it stays there for as long as the statement runs.
    @inline(__always)
    fileprivate func answer(_ row: Int, _ column: Int, to context: OpaquePointer) {
        let index = row * columnCount + column
        switch values[index] {
        case .null: sqlite3_result_null(context)
        case .integer(let integer): sqlite3_result_int64(context, integer)
        case .double(let double): sqlite3_result_double(context, double)
        case .text:
            let start = index == 0 ? 0 : Int(ends[index - 1])
            UnsafeBufferPointer(rebasing: bytes[start..<Int(ends[index])]).withMemoryRebound(to: CChar.self) {
                sqlite3_result_text(context, $0.baseAddress, Int32($0.count), nil)
            }
        }
    }
}

extension Database {
    /// Has a batch's rows readable by SQL while `body` runs.
    func withBatchTable<T>(columnCount: Int, _ body: (BatchTable) throws -> T) throws -> T {
        guard let connection = sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
        let table = BatchTable(columnCount: columnCount)
        let code = sqlite3_create_module_v2(
            connection, BatchTable.name, BatchTable.module, Unmanaged.passRetained(table).toOpaque(),
            { $0.map { Unmanaged<BatchTable>.fromOpaque($0).release() } })
        guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
        defer { sqlite3_create_module_v2(connection, BatchTable.name, nil, nil, nil) }
        return try body(table)
    }
}
