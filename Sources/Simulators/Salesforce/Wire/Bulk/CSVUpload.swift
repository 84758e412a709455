/// An uploaded CSV file, read batch by batch; a row also keeps its place, so that results can repeat it as it came.
struct CSVUpload: Sendable {
    /// One row of the upload.
    struct Row: Sendable {
        /// Where the row's text stands, without its line ending.
        let place: Range<Int>
        let cells: [String]
    }

    /// Why the text is no CSV, in Salesforce's words.
    struct Malformed: Error {
        let message: String

        init(_ reason: String) { message = "Failed to parse CSV. \(reason)" }
    }

    let header: [String]
    /// Where the header's text stands.
    let headerPlace: Range<Int>
    /// Where the first row begins.
    let dataStart: Int
    let usesCRLF: Bool
    private let delimiter: UInt8
    /// How far the file has been read.
    private(set) var position: Int

    /// Nil when there is not even a header.
    init?(_ bytes: [UInt8], delimiter: UInt8) throws {
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var start = bytes.starts(with: byteOrderMark) ? 3 : 0
        guard let row = try Self.row(in: bytes, at: &start, delimiter: delimiter, columns: 16),
            row.cells.contains(where: { !$0.isEmpty })
        else { return nil }
        header = row.cells
        headerPlace = row.place
        dataStart = start
        usesCRLF = row.place.upperBound < bytes.count && bytes[row.place.upperBound] == 0x0D
        position = start
        self.delimiter = delimiter
    }

    /// The next rows of the file, for which room is made beforehand; empty lines are none.
    mutating func nextRows(_ count: Int, of bytes: [UInt8]) throws -> [Row] {
        var rows: [Row] = []
        rows.reserveCapacity(count)
        while rows.count < count,
            let row = try Self.row(in: bytes, at: &position, delimiter: delimiter, columns: header.count)
        {
            if row.place.isEmpty { continue }
            guard row.cells.count <= header.count else { throw Malformed("Found more values than columns.") }
            rows.append(row)
        }
        return rows
    }

    private static func row(in bytes: [UInt8], at position: inout Int, delimiter: UInt8, columns: Int) throws -> Row? {
        guard position < bytes.count else { return nil }
        let start = position
        var cells: [String] = []
        cells.reserveCapacity(columns)
        let end = try bytes.withUnsafeBufferPointer { buffer in
            var index = start
            while true {
                cells.append(try cell(in: buffer, at: &index, delimiter: delimiter))
                guard index < buffer.count, buffer[index] == delimiter else { return index }
                index += 1
            }
        }
        position = end
        if position < bytes.count, bytes[position] == 0x0D { position += 1 }
        if position < bytes.count, bytes[position] == 0x0A { position += 1 }
        return Row(place: start..<end, cells: cells)
    }

    /// Reads one cell and stops at the delimiter or line ending behind it.
    private static func cell(
        in buffer: UnsafeBufferPointer<UInt8>, at index: inout Int, delimiter: UInt8
    ) throws -> String {
        guard index < buffer.count, buffer[index] == UInt8(ascii: "\"") else {
            let start = index
            while index < buffer.count, buffer[index] != delimiter, buffer[index] != 0x0A, buffer[index] != 0x0D {
                guard buffer[index] != UInt8(ascii: "\"") else {
                    throw Malformed("Found unescaped quote. A value with quote should be within a quote")
                }
                index += 1
            }
            return String(decoding: UnsafeBufferPointer(rebasing: buffer[start..<index]), as: UTF8.self)
        }
        var text = try quoted(in: buffer, at: &index)
        // A doubled quote stands for one.
        while index < buffer.count, buffer[index] == UInt8(ascii: "\"") {
            text += "\""
            text += try quoted(in: buffer, at: &index)
        }
        guard
            index == buffer.count || buffer[index] == delimiter || buffer[index] == 0x0A || buffer[index] == 0x0D
        else { throw Malformed("Not expecting more text after end quote") }
        return text
    }

    /// What stands between the quote here and the next one, behind which the reading goes on.
    private static func quoted(in buffer: UnsafeBufferPointer<UInt8>, at index: inout Int) throws -> String {
        let start = index + 1
        index = start
        while index < buffer.count, buffer[index] != UInt8(ascii: "\"") { index += 1 }
        guard index < buffer.count else { throw Malformed("EOF reached before closing an opened quote") }
        defer { index += 1 }
        return String(decoding: UnsafeBufferPointer(rebasing: buffer[start..<index]), as: UTF8.self)
    }
}

extension CSVUpload.Row {
    /// The row as a record: an empty cell keeps what is there, `#N/A` clears it.
    func record(columns: [String]) -> RecordInput {
        var record = RecordInput(fields: [])
        record.fields.reserveCapacity(columns.count)
        for (name, cell) in zip(columns, cells) where !cell.isEmpty {
            if name.equalsIgnoringCase("Id") {
                record.id = cell
            } else {
                record.fields.append(RecordInput.Field(name, cell == "#N/A" ? .null : .text(cell)))
            }
        }
        return record
    }
}
