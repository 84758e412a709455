import GRDB
import GRDBSQLite

/// A blob of numbers where it lies in the file, in the byte order of the machine: read part by part, so that nobody ever holds
/// all of it.
struct StoredBlob: ~Copyable {
    private let handle: OpaquePointer
    private let connection: OpaquePointer
    /// In bytes.
    let count: Int

    /// - Throws: `DatabaseError` where there is no such row, or its cell is null or a number.
    init(_ database: Database, table: String, column: String, row: Int64) throws {
        guard let connection = database.sqliteConnection else { throw DatabaseError(resultCode: .SQLITE_MISUSE) }
        var handle: OpaquePointer?
        let code = sqlite3_blob_open(connection, "main", table, column, row, 0, &handle)
        guard code == SQLITE_OK, let handle else { throw Self.failure(code, connection) }
        self.handle = handle
        self.connection = connection
        count = Int(sqlite3_blob_bytes(handle))
    }

    deinit {
        sqlite3_blob_close(handle)
    }

    /// Passes so many numbers from this byte on, in order, part by part, each with the place of its first number.
    ///
    /// - Throws: `DatabaseError` where the blob ends before.
    func forEachPart<Number: FixedWidthInteger>(
        of type: Number.Type, _ count: Int, at offset: Int = 0,
        _ body: (_ start: Int, _ part: UnsafeBufferPointer<Number>) throws -> Void
    ) throws {
        try withPart(of: type) { part in
            for start in stride(from: 0, to: count, by: part.count) {
                try body(start, try read(start..<count, at: offset, into: part))
            }
        }
    }

    /// Those of so many numbers from this byte on that have one of these places, ascending; parts without any are not read.
    func integers<Number: FixedWidthInteger>(_ count: Int, places: [Int], at offset: Int = 0) throws -> [Number] {
        var numbers: [Number] = []
        numbers.reserveCapacity(places.count)
        try withPart(of: Number.self) { part in
            while numbers.count < places.count {
                let start = places[numbers.count] / part.count * part.count
                let read = try read(start..<count, at: offset, into: part)
                while numbers.count < places.count, places[numbers.count] < start + read.count {
                    numbers.append(read[places[numbers.count] - start])
                }
            }
        }
        return numbers
    }

    private func withPart<Number, Result>(
        of type: Number.Type, _ body: (UnsafeMutableBufferPointer<Number>) throws -> Result
    ) rethrows -> Result {
        try withUnsafeTemporaryAllocation(
            of: Number.self, capacity: (64 << 10) / MemoryLayout<Number>.size, body)
    }

    /// Fills the part with as many numbers of a range as it holds, and returns what it filled.
    private func read<Number: FixedWidthInteger>(
        _ range: Range<Int>, at offset: Int, into part: UnsafeMutableBufferPointer<Number>
    ) throws -> UnsafeBufferPointer<Number> {
        let size = MemoryLayout<Number>.size
        let filled = UnsafeMutableBufferPointer(rebasing: part[..<min(part.count, range.count)])
        let code = sqlite3_blob_read(
            handle, filled.baseAddress, Int32(filled.count * size), Int32(offset + range.lowerBound * size))
        guard code == SQLITE_OK else { throw Self.failure(code, connection) }
        return UnsafeBufferPointer(filled)
    }

    private static func failure(_ code: Int32, _ connection: OpaquePointer) -> DatabaseError {
        DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
    }
}
