import Connectors
import Domain
import Foundation

/// A file on its way into the hub: hands out rows, takes back those that could not be taken, shows how far it is.
final class FileSource {
    let path: String
    let format: RecordFile.Format
    private var file: RecordFile
    private let rejected: RejectedRows
    private let progress: ProgressLine

    init(path: String, format: RecordFile.Format?, columns: [String], progress: ProgressLine) throws {
        self.path = path
        self.progress = progress
        self.format = format ?? RecordFile.Format(path: path) ?? .csv
        file = try RecordFile(path: path, format: format, columns: columns)
        rejected = RejectedRows(of: path)
    }

    var header: [String] { file.header }
    var rejectedCount: Int { rejected.count }
    var ignoredColumns: [String] { file.unknownColumns }

    /// The next rows, or nothing at the end.
    func next() throws -> TextBatch? {
        let batch = try file.next()
        for row in file.takeRejected() { try reject(line: row.line, reason: row.reason) }
        progress.show(label: name, done: Int(file.bytesRead), total: file.byteCount.map(Int.init))
        return batch
    }

    func reject(line: UInt32, reason: String) throws {
        try rejected.append(line: line, reason: reason)
    }

    /// The path of the list of rejected rows, if there are any.
    func finish() throws -> String? {
        progress.clear()
        return try rejected.finish(format, header: header)
    }

    private var name: String { path == "-" ? "standard input" : URL(fileURLWithPath: path).lastPathComponent }
}
