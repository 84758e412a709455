import Connectors
import Domain
import Foundation

/// One file on its way into the hub: read in batches, bad rows set aside in `<file>.rejected.csv`, the rest loaded.
struct FileImport {
    let path: String
    let format: RecordFile.Format?
    /// Rows in one transaction.
    private static let transactionRows = 50_000

    struct Result: Encodable {
        let file: String
        var tally = ImportTally()
        var ignoredColumns: [String] = []
        var rejectedFile: String?
    }

    func run(_ loader: inout some RowLoader, progress: ProgressLine) async throws -> Result {
        var file = try RecordFile(path: path, format: format, columns: loader.knownColumns)
        try await loader.begin(header: file.header)
        var result = Result(file: path)
        let rejects = RejectedRowsFile(for: path)
        var waiting: [TextBatch] = []
        var waitingRows = 0
        var done = 0
        while let batch = try file.next() {
            waiting.append(batch)
            waitingRows += batch.rowCount
            try rejects.append(Self.tally(of: file.takeRejected()), to: &result.tally)
            if waitingRows >= Self.transactionRows {
                try rejects.append(try await loader.load(waiting), to: &result.tally)
                done += waitingRows
                progress.show(label: name, done: Int(file.bytesRead), total: file.byteCount.map(Int.init))
                (waiting, waitingRows) = ([], 0)
            }
        }
        try rejects.append(Self.tally(of: file.takeRejected()), to: &result.tally)
        if !waiting.isEmpty { try rejects.append(try await loader.load(waiting), to: &result.tally) }
        try rejects.append(try await loader.finish(), to: &result.tally)
        progress.clear()
        result.ignoredColumns = file.unknownColumns
        result.rejectedFile = try rejects.finish()
        return result
    }

    private var name: String { path == "-" ? "standard input" : URL(fileURLWithPath: path).lastPathComponent }

    private static func tally(of rejected: [RejectedRow]) -> ImportTally {
        var tally = ImportTally()
        for row in rejected { tally.reject(line: row.line, reason: row.reason) }
        return tally
    }
}

/// `<file>.rejected.csv`: the lines that were not taken, each with its reason; made only if there are any.
final class RejectedRowsFile {
    private let path: String
    private var writer = CSVWriter()
    private var output: FileHandle?

    init(for source: String) {
        path = source == "-" ? "stdin.rejected.csv" : source + ".rejected.csv"
        // What an earlier import left there no longer tells the truth.
        try? FileManager.default.removeItem(atPath: path)
    }

    func append(_ tally: ImportTally, to total: inout ImportTally) throws {
        var tally = tally
        for rejection in tally.takeRejections() {
            if output == nil { try open() }
            writer.appendRow([String(rejection.line), rejection.reason])
        }
        total += tally
        try flush()
    }

    /// The file's path, if there was anything to write.
    func finish() throws -> String? {
        guard let output else { return nil }
        try flush()
        try output.close()
        return path
    }

    private func open() throws {
        guard FileManager.default.createFile(atPath: path, contents: nil),
            let handle = FileHandle(forWritingAtPath: path)
        else {
            throw PlainError("\(path) cannot be written; rows that were not taken are listed there. Check the folder's permissions.")
        }
        output = handle
        writer.appendRow(["line", "reason"])
    }

    private func flush() throws {
        guard let output else { return }
        let bytes = writer.take()
        if !bytes.isEmpty { try output.write(contentsOf: Data(bytes)) }
    }
}
