import Connectors
import Domain
import Foundation

/// `<file>.rejected.csv`: the rows that were not taken, in the order of their lines, each with its reason and its cells.
///
/// Their cells are read from the file a second time, so that a file without bad rows pays nothing. What is mended
/// there can be imported as it is: the two columns in front are unknown to every kind.
final class RejectedRows {
    private struct Row {
        let line: UInt32
        let reason: UInt32
    }

    private let source: String
    private let path: String
    private var rows: [Row] = []
    /// Reasons repeat, and there may be millions of rows.
    private var reasons: [String] = []
    private var numbers: [String: UInt32] = [:]
    private var output: FileHandle?

    init(of source: String) {
        self.source = source
        path = source == "-" ? "stdin.rejected.csv" : source + ".rejected.csv"
        // What an earlier import left there no longer tells the truth.
        unlink(path)
    }

    var count: Int { rows.count }

    func append(line: UInt32, reason: String) throws {
        if output == nil { output = try open() }
        if numbers[reason] == nil {
            numbers[reason] = UInt32(reasons.count)
            reasons.append(reason)
        }
        rows.append(Row(line: line, reason: numbers[reason] ?? 0))
    }

    /// Writes the list; tells its path, if there was anything to write.
    func finish(_ format: RecordFile.Format, header: [String]) throws -> String? {
        guard let output else { return nil }
        // Two faults of a row stay in the order in which they were found.
        var waiting = rows.enumerated().sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
            .map(\.element)[...]
        var writer = CSVWriter()
        writer.appendRow(["line", "reason"].map { header.contains($0) ? "rejected_\($0)" : $0 } + header)
        if source != "-" {
            var file = try RecordFile(path: source, format: format, columns: header, keepsRejectedCells: true)
            while !waiting.isEmpty, let batch = try file.next() {
                let part = FilePart(batch: batch, rejected: file.takeRejected())
                while let row = waiting.first, row.line <= part.lastLine {
                    write(row, cells: part.cells(ofLine: row.line), columnCount: header.count, to: &writer)
                    waiting.removeFirst()
                }
                if writer.bytes.count > 1 << 20 { try flush(&writer, to: output) }
            }
        }
        for row in waiting { write(row, cells: [], columnCount: header.count, to: &writer) }
        try flush(&writer, to: output)
        try output.close()
        return path
    }

    private func write(_ row: Row, cells: [String], columnCount: Int, to writer: inout CSVWriter) {
        let missing = max(0, columnCount - cells.count)
        writer.appendRow([String(row.line), reasons[Int(row.reason)]] + cells + Array(repeating: "", count: missing))
    }

    private func open() throws -> FileHandle {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else {
            throw PlainError(
                "\(path) cannot be written; rows that were not taken are listed there. Check the folder's permissions.")
        }
        return handle
    }

    private func flush(_ writer: inout CSVWriter, to output: FileHandle) throws {
        do {
            try output.write(contentsOf: Data(writer.take()))
        } catch {
            throw PlainError("\(path) cannot be written: the disk may be full. Free some space and import again.")
        }
    }
}

/// A stretch of a file as it is read again, by line.
private struct FilePart {
    let batch: TextBatch
    let rejected: [RejectedRow]
    let lastLine: UInt32

    init(batch: TextBatch, rejected: [RejectedRow]) {
        self.batch = batch
        self.rejected = rejected
        lastLine = max(batch.lines.last ?? 0, rejected.lazy.map(\.line).max() ?? 0)
    }

    func cells(ofLine line: UInt32) -> [String] {
        var (low, high) = (0, batch.lines.count)
        while low < high {
            let middle = (low + high) / 2
            if batch.lines[middle] < line { low = middle + 1 } else { high = middle }
        }
        guard low < batch.lines.count, batch.lines[low] == line else {
            return rejected.first { $0.line == line }?.cells ?? []
        }
        return (0..<batch.columnCount).map { batch.string(row: low, column: $0) }
    }
}
