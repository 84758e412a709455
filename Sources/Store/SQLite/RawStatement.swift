import GRDB
import GRDBSQLite

/// A prepared statement that binds bytes where they lie: for the hot paths, where a `String` per cell would cost more
/// than the row.
///
/// Bound bytes must stay in place until the next `step`; `withCells` style callers keep the arena pinned around it.
struct RawStatement: ~Copyable {
    private let handle: OpaquePointer
    private let connection: OpaquePointer

    init(_ database: Database, _ sql: String) throws {
        guard let connection = database.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
        var handle: OpaquePointer?
        let code = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle else {
            throw DatabaseError(
                resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)), sql: sql)
        }
        self.handle = handle
        self.connection = connection
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Parameters count from 1.
    func bind(_ parameter: Int32, text: UnsafeBufferPointer<UInt8>) {
        guard let base = text.baseAddress, text.count > 0 else {
            sqlite3_bind_null(handle, parameter)
            return
        }
        base.withMemoryRebound(to: CChar.self, capacity: text.count) {
            _ = sqlite3_bind_text(handle, parameter, $0, Int32(text.count), nil)
        }
    }

    func bind(_ parameter: Int32, blob: UnsafeBufferPointer<UInt8>) {
        guard let base = blob.baseAddress, blob.count > 0 else {
            sqlite3_bind_zeroblob(handle, parameter, 0)
            return
        }
        sqlite3_bind_blob(handle, parameter, base, Int32(blob.count), nil)
    }

    /// Binds a copy of the string, so it need not stay alive; an empty one is null.
    func bind(_ parameter: Int32, string: String?) {
        guard let string, !string.isEmpty else {
            sqlite3_bind_null(handle, parameter)
            return
        }
        let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        sqlite3_bind_text(handle, parameter, string, Int32(string.utf8.count), transient)
    }

    func bind(_ parameter: Int32, integer: Int64?) {
        if let integer {
            sqlite3_bind_int64(handle, parameter, integer)
        } else {
            sqlite3_bind_null(handle, parameter)
        }
    }

    func bind(_ parameter: Int32, double: Double?) {
        if let double {
            sqlite3_bind_double(handle, parameter, double)
        } else {
            sqlite3_bind_null(handle, parameter)
        }
    }

    func bindNull(_ parameter: Int32) {
        sqlite3_bind_null(handle, parameter)
    }

    /// Runs a statement that returns no rows and makes it ready for the next; returns how many rows it changed.
    @discardableResult
    func execute() throws -> Int {
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure() }
        sqlite3_reset(handle)
        return Int(sqlite3_changes(connection))
    }

    /// Steps to the next row; after the last one resets the statement and returns false.
    func step() throws -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE:
            sqlite3_reset(handle)
            return false
        default: throw failure()
        }
    }

    func reset() {
        sqlite3_reset(handle)
    }

    /// Columns count from 0; null reads as 0.
    func integer(_ column: Int32) -> Int64 {
        sqlite3_column_int64(handle, column)
    }

    func double(_ column: Int32) -> Double {
        sqlite3_column_double(handle, column)
    }

    func isNull(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    func isReal(_ column: Int32) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_FLOAT
    }

    /// The text or blob of a column, valid until the next step; null reads as no bytes.
    func bytes(_ column: Int32) -> UnsafeBufferPointer<UInt8> {
        let start = sqlite3_column_blob(handle, column)
        let count = Int(sqlite3_column_bytes(handle, column))
        return UnsafeBufferPointer(start: start?.assumingMemoryBound(to: UInt8.self), count: start == nil ? 0 : count)
    }

    func string(_ column: Int32) -> String? {
        isNull(column) ? nil : String(decoding: bytes(column), as: UTF8.self)
    }

    /// A column as it is stored; bytes count as text.
    func value(_ column: Int32) -> DatabaseValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: integer(column).databaseValue
        case SQLITE_FLOAT: double(column).databaseValue
        default: String(decoding: bytes(column), as: UTF8.self).databaseValue
        }
    }

    private func failure() -> DatabaseError {
        let code = sqlite3_extended_errcode(connection)
        let message = String(cString: sqlite3_errmsg(connection))
        sqlite3_reset(handle)
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
}
