import Connectors
import Domain
import Foundation

/// One file's import: bad rows are set aside in `<file>.rejected.csv`, the rest is loaded.
struct FileImport {
    let path: String
    let format: RecordFile.Format?

    struct Result: Encodable {
        let file: String
        let tally: ImportTally
        let ignoredColumns: [String]
        let rejectedFile: String?
    }

    func run(_ loader: any RowLoader, progress: ProgressLine) async throws -> Result {
        let source = try FileSource(path: path, format: format, columns: loader.knownColumns, progress: progress)
        var tally = try await loader.load(from: source)
        tally.rejected = source.rejectedCount
        return Result(
            file: path, tally: tally, ignoredColumns: source.ignoredColumns, rejectedFile: try source.finish())
    }
}
