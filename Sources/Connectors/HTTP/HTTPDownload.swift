import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

/// An answer on its way: its head, then its body piece by piece.
///
/// The body is read ahead up to a bound while nobody asks, so that several downloads run beside the work on their
/// rows; at the bound the server waits. One task at a time reads a download; letting go of it cancels it.
final class HTTPDownload: Sendable {
    private let buffer: HTTPDownloadBuffer
    private let task: HTTPClient.Task<Void>
    /// Undoes the compression, and what it has yet to undo.
    private let decoder = Mutex(Decoder())

    private struct Decoder {
        var inflater: Inflater?
        var compressed = ByteBuffer()
    }

    init(_ request: HTTPClient.Request, on client: HTTPClient) {
        buffer = HTTPDownloadBuffer()
        task = client.execute(request: request, delegate: buffer)
    }

    deinit {
        task.cancel()
    }

    func head() async throws(HTTPFault) -> HTTPResponseHead {
        while true {
            if let head = try buffer.head() { return head }
            try await waitForMore(isForHead: true)
        }
    }

    /// The head without waiting for it.
    func headIfHere() throws(HTTPFault) -> HTTPResponseHead? {
        try buffer.head()
    }

    /// The next piece of the body, uncompressed, or nothing at its end; a body that was cut off throws.
    func next() async throws(HTTPFault) -> ByteBuffer? {
        let isCompressed = try await head().headers.isCompressed
        while true {
            if isCompressed, let piece = try inflated(), piece.readableBytes > 0 { return piece }
            switch try buffer.next() {
            case .piece(let piece):
                guard isCompressed else { return piece }
                decoder.withLock { $0.compressed = piece }
            case .end:
                let isWhole = decoder.withLock { $0.inflater?.isComplete ?? true }
                guard isWhole else { throw HTTPFault(.dropped, "the compressed answer was cut off") }
                return nil
            case .nothingYet: try await waitForMore(isForHead: false)
            }
        }
    }

    /// The whole body, if it is not larger than `limit`.
    func body(limit: Int) async throws(HTTPFault) -> ByteBuffer {
        var body = ByteBuffer()
        while var piece = try await next() {
            if body.readableBytes == 0 { body = piece } else { body.writeBuffer(&piece) }
            guard body.readableBytes <= limit else {
                throw HTTPFault(.tooLarge, "the answer is larger than \(limit >> 20) MB")
            }
        }
        return body
    }

    private func inflated() throws(HTTPFault) -> ByteBuffer? {
        try decoder.withLock { decoder throws(HTTPFault) in
            if let inflater = decoder.inflater { return try inflater.next(from: &decoder.compressed) }
            let inflater = try Inflater()
            decoder.inflater = inflater
            return try inflater.next(from: &decoder.compressed)
        }
    }

    private func waitForMore(isForHead: Bool) async throws(HTTPFault) {
        await withTaskCancellationHandler {
            await buffer.wait(forHead: isForHead)
        } onCancel: {
            task.cancel()
        }
        if Task.isCancelled { throw HTTPFault(.cancelled, "cancelled") }
    }
}

extension HTTPHeaders {
    fileprivate var isCompressed: Bool {
        let coding = first(name: "Content-Encoding")?.lowercased()
        return coding == "gzip" || coding == "x-gzip" || coding == "deflate"
    }
}
