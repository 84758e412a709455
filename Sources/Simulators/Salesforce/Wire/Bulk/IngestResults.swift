import HTTPTypes
import NIOCore

/// What became of an ended job's rows, as CSV: sf__ columns in front, then the row as it was uploaded.
struct IngestResults: Sendable {
    enum Kind: Sendable { case successful, failed, unprocessed }

    let job: IngestJob
    let kind: Kind

    private static let chunkSize = 1 << 20

    var answer: APIAnswer {
        APIAnswer(status: 200, headers: [.contentType: "text/csv"], body: .stream { emit in try await write(emit) })
    }

    private func write(_ emit: APIAnswer.Emit) async throws {
        let content = job.content ?? []
        // Without a header there are no rows to tell of.
        guard let upload = try? CSVUpload(content, delimiter: job.format.delimiter) else { return }
        var chunk = ByteBuffer()
        writeHeader(upload, content, to: &chunk)
        if kind == .unprocessed {
            chunk.writeBytes(content[max(job.processedUpTo, min(content.count, upload.dataStart))...])
            return try await emit(chunk)
        }
        // Not the order of the upload: the real thing makes no promise either.
        for parity in 0...1 {
            for index in stride(from: parity, to: job.outcomes.count, by: 2) {
                let outcome = job.outcomes[index]
                guard (outcome.error == nil) == (kind == .successful) else { continue }
                write(outcome, content, to: &chunk)
                if chunk.readableBytes >= Self.chunkSize {
                    try await emit(chunk)
                    chunk.clear()
                }
            }
        }
        if chunk.readableBytes > 0 { try await emit(chunk) }
    }

    private func writeHeader(_ upload: CSVUpload, _ content: [UInt8], to chunk: inout ByteBuffer) {
        switch kind {
        case .successful: writeCells("sf__Id", "sf__Created", to: &chunk)
        case .failed: writeCells("sf__Id", "sf__Error", to: &chunk)
        case .unprocessed: break
        }
        chunk.writeBytes(content[upload.headerPlace])
        chunk.writeString(job.format.lineEnding)
    }

    private func write(_ outcome: IngestJob.Outcome, _ content: [UInt8], to chunk: inout ByteBuffer) {
        writeCells(outcome.id, outcome.error ?? String(outcome.isCreated), to: &chunk)
        chunk.writeBytes(content[outcome.place])
        chunk.writeString(job.format.lineEnding)
    }

    private func writeCells(_ first: String, _ second: String, to chunk: inout ByteBuffer) {
        for text in [first, second] {
            chunk.writeInteger(UInt8(ascii: "\""))
            chunk.writeString(text.utf8.contains(UInt8(ascii: "\"")) ? text.replacing("\"", with: "\"\"") : text)
            chunk.writeInteger(UInt8(ascii: "\""))
            chunk.writeInteger(job.format.delimiter)
        }
    }
}
