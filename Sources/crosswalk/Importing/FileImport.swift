import Connectors
import Domain
import Foundation

/// One file's import: bad rows are set aside in `<file>.rejected.csv`, the rest is loaded.
struct FileImport {
    let path: String
    let format: RecordFile.Format?

    struct Result: Encodable {
        let file: String
        var tally = ImportTally()
        var ignoredColumns: [String] = []
        var rejectedFile: String?
        /// Why the file was not loaded to its end.
        var problem: String?
    }

    func run(_ loader: any RowLoader, progress: ProgressLine) async throws -> Result {
        let source = try FileSource(path: path, format: format, columns: loader.knownColumns, progress: progress)
        var result = Result(file: path)
        do {
            result.tally = try await loader.load(from: source)
        } catch {
            // What was refused until then is worth knowing; why nothing went on is worth more.
            _ = try? source.finish()
            throw error
        }
        result.tally.rejected = source.rejectedCount
        result.ignoredColumns = source.ignoredColumns
        result.rejectedFile = try source.finish()
        return result
    }

    /// The same for one of several files: one that cannot be loaded says why, and stops no other.
    func attempt(_ loader: any RowLoader, progress: ProgressLine) async throws -> Result {
        do {
            return try await run(loader, progress: progress)
        } catch let error as any RemediableError {
            progress.clear()
            return Result(file: path, problem: error.advice)
        }
    }
}
