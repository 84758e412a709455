import Connectors
import Domain
import Foundation

/// A file on its way into the hub: hands out rows, takes back those that could not be taken, shows how far it is.
final class FileSource {
    let path: String
    let format: RecordFile.Format
    private var file: RecordFile
    private let rejects: RejectedRowsFile
    private let progress: ProgressLine
    private(set) var rejectedCount = 0

    init(path: String, format: RecordFile.Format?, columns: [String], progress: ProgressLine) throws {
        self.path = path
        self.progress = progress
        self.format = format ?? RecordFile.Format(path: path) ?? .csv
        file = try RecordFile(path: path, format: format, columns: columns)
        rejects = RejectedRowsFile(for: path)
    }

    var header: [String] { file.header }
    var ignoredColumns: [String] { file.unknownColumns }

    /// The next rows, or nothing at the end.
    func next() throws -> TextBatch? {
        let batch = try file.next()
        for row in file.takeRejected() { try reject(line: row.line, reason: row.reason) }
        progress.show(label: name, done: Int(file.bytesRead), total: file.byteCount.map(Int.init))
        return batch
    }

    func reject(line: UInt32, reason: String) throws {
        rejectedCount += 1
        try rejects.append(line: line, reason: reason)
    }

    /// The path of the list of rejected rows, if there are any.
    func finish() throws -> String? {
        progress.clear()
        return try rejects.finish()
    }

    private var name: String { path == "-" ? "standard input" : URL(fileURLWithPath: path).lastPathComponent }
}

/// `<file>.rejected.csv`: the lines that were not taken, each with its reason; made only if there are any.
private final class RejectedRowsFile {
    private let path: String
    private var writer = CSVWriter()
    private var output: FileHandle?
    private var pending = 0

    init(for source: String) {
        path = source == "-" ? "stdin.rejected.csv" : source + ".rejected.csv"
        // What an earlier import left there no longer tells the truth.
        unlink(path)
    }

    func append(line: UInt32, reason: String) throws {
        if output == nil { try open() }
        writer.appendRow([String(line), reason])
        pending += 1
        if pending >= 1000 { try flush() }
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
            throw PlainError(
                "\(path) cannot be written; rows that were not taken are listed there. Check the folder's permissions.")
        }
        output = handle
        writer.appendRow(["line", "reason"])
    }

    private func flush() throws {
        let bytes = writer.take()
        pending = 0
        guard let output, !bytes.isEmpty else { return }
        do {
            try output.write(contentsOf: Data(bytes))
        } catch {
            throw PlainError("\(path) cannot be written: the disk may be full. Free some space and import again.")
        }
    }
}
