import Connectors
import Domain
import Foundation
import Synchronization

/// Where an export goes: a file that appears whole, or standard output; as CSV or as JSON Lines.
final class ExportFile: Sendable {
    private let state: Mutex<State>
    private let format: RecordFile.Format
    /// Columns that JSON Lines writes as they are: numbers, booleans and JSON objects.
    private let unquoted: Set<String>

    private struct State {
        var names: [String] = []
        var rows = 0
        var output: FileHandle
        var partial: URL?
        var target: URL?
    }

    init(path: String?, format: RecordFile.Format, unquoted: Set<String> = []) throws {
        self.format = format
        self.unquoted = unquoted
        guard let path, path != "-" else {
            state = Mutex(State(output: .standardOutput))
            return
        }
        let target = URL(fileURLWithPath: path)
        let partial = target.appendingPathExtension("partial")
        guard FileManager.default.createFile(atPath: partial.path, contents: nil),
            let output = FileHandle(forWritingAtPath: partial.path)
        else {
            throw PlainError(
                "\(path) cannot be written. Check that its folder exists and that this user may write to it.")
        }
        state = Mutex(State(output: output, partial: partial, target: target))
    }

    var rowCount: Int { state.withLock { $0.rows } }

    func write(_ part: ExportPart) throws {
        try state.withLock { state in
            switch part {
            case .header(let names):
                state.names = names
                guard format == .csv else { return }
                var writer = CSVWriter()
                writer.appendRow(names)
                try write(writer.take(), to: state.output)
            case .rows(let batch):
                state.rows += batch.rowCount
                try write(bytes(of: batch, names: state.names), to: state.output)
            }
        }
    }

    /// Puts the file in its place; an export that fails half-way leaves the old one.
    func finish() throws {
        try state.withLock { state in
            guard let partial = state.partial, let target = state.target else { return }
            do {
                try state.output.close()
                guard rename(partial.path, target.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
            } catch {
                throw PlainError("\(target.path) cannot be written. Check free space and permissions.")
            }
        }
    }

    private func write(_ bytes: [UInt8], to output: FileHandle) throws {
        do {
            try output.write(contentsOf: Data(bytes))
        } catch {
            throw PlainError("The export could not be written: the disk may be full, or the reader has gone.")
        }
    }

    private func bytes(of batch: TextBatch, names: [String]) -> [UInt8] {
        switch format {
        case .csv:
            var writer = CSVWriter()
            writer.append(batch)
            return writer.take()
        case .jsonl:
            return JSONLinesWriter(names: names, unquoted: unquoted).bytes(of: batch)
        }
    }
}
