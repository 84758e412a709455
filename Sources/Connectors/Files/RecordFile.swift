package import Domain

/// A CSV or JSON Lines file as batches of rows: what the import commands read.
///
/// A batch holds the rows of about a quarter of a megabyte. Rows that cannot be taken are handed out beside the
/// batches and stop nothing; what stops the file (it cannot be read, it has no header) is thrown.
package struct RecordFile: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        case csv
        case jsonl

        /// By the extension of a file's name; nothing where it says neither.
        package init?(path: String) {
            let name = path.lowercased()
            if name.hasSuffix(".csv") {
                self = .csv
            } else if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") {
                self = .jsonl
            } else {
                return nil
            }
        }
    }

    /// The columns of every batch: a CSV file's own names, or those that were asked of a JSON Lines file.
    package private(set) var header: [String] = []
    /// How much has been read, of how much if that is known: for progress bars.
    package private(set) var bytesRead: Int64 = 0
    package var byteCount: Int64? { file.byteCount }

    private static let chunkSize = 256 << 10
    /// Rejected rows that may wait to be taken.
    private static let mostRejected = 10_000

    private let file: InputFile
    private let wanted: [String]
    private var reader: any RowReader
    private var chunk: [UInt8]
    private var isAtEnd = false

    /// Opens a file, or the standard input for `-`, and reads its header.
    ///
    /// `columns` are the names that the caller knows: a JSON Lines file yields just these, for a CSV file they only
    /// tell which of its own are unknown. With `keepsRejectedCells`, refused rows of a CSV file come with their cells.
    package init(
        path: String, format: Format? = nil, columns: [String], keepsRejectedCells: Bool = false
    ) throws {
        file = path == "-" ? .standardInput() : try InputFile(path: path)
        guard let format = format ?? Format(path: path) else {
            throw PlainError(
                "Cannot tell the format of \(path): name it with --format csv or --format jsonl. A spreadsheet is first "
                    + "saved as CSV (\"CSV UTF-8\" in Excel).")
        }
        wanted = columns
        chunk = Array(repeating: 0, count: Self.chunkSize)
        switch format {
        case .csv:
            let count = try file.read(into: &chunk)
            let form = try CSVForm(beginning: chunk[..<count], name: path)
            reader = CSVReader(delimiter: form.delimiter, keepsRejectedCells: keepsRejectedCells)
            take(count)
            try readHeader()
        case .jsonl:
            reader = JSONLinesReader(columns: columns)
            header = columns
        }
    }

    /// The next rows, or nothing at the end; none where a stretch of the file holds only rows to reject.
    package mutating func next() throws -> TextBatch? {
        while true {
            let batch = reader.take()
            if !batch.isEmpty || reader.waitingRejected >= Self.mostRejected { return batch }
            guard !isAtEnd else { return nil }
            try readChunk()
        }
    }

    /// The rows refused since the last call.
    package mutating func takeRejected() -> [RejectedRow] {
        reader.takeRejected()
    }

    /// Names in the file that the caller did not ask for; of a JSON Lines file, those met so far.
    package var unknownColumns: [String] {
        if let reader = reader as? JSONLinesReader { return reader.unknownNames }
        return header.filter { !wanted.contains($0) }
    }

    private mutating func readHeader() throws {
        while let csv = reader as? CSVReader {
            if let fault = csv.headerFault { throw PlainError("Cannot read \(file.name): \(fault).") }
            if let names = csv.header { return header = names }
            try readChunk()
        }
    }

    private mutating func readChunk() throws {
        take(try file.read(into: &chunk))
    }

    /// Hands the reader what stands at the beginning of the chunk; nothing is the end of the file.
    private mutating func take(_ count: Int) {
        guard count > 0 else {
            isAtEnd = true
            return reader.finish()
        }
        bytesRead += Int64(count)
        chunk.withUnsafeBytes { reader.feed(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
}
