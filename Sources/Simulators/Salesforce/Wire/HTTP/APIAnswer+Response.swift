import HTTPTypes
import Hummingbird
import NIOCore

/// How an answer becomes what the server sends.
extension APIAnswer {
    var responseBody: ResponseBody {
        switch body {
        case .none: return ResponseBody()
        case .bytes(let buffer): return ResponseBody(byteBuffer: buffer)
        case .stream(let write):
            return ResponseBody { writer in
                try await write { try await writer.write($0) }
                try await writer.finish(nil)
            }
        }
    }

    /// Packs the body as it is sent; small answers are not worth it.
    mutating func packBody() {
        switch body {
        case .none: return
        case .bytes(let buffer):
            guard buffer.readableBytes > 1024 else { return }
            body = .stream { emit in
                let deflater = try Deflater()
                try await emit(try deflater.pack(buffer, isLast: true))
            }
        case .stream(let write):
            body = .stream { emit in
                let deflater = try Deflater()
                try await write { chunk in
                    let packed = try deflater.pack(chunk)
                    if packed.readableBytes > 0 { try await emit(packed) }
                }
                try await emit(try deflater.pack(ByteBuffer(), isLast: true))
            }
        }
        headers[.contentEncoding] = "gzip"
        headers[.vary] = "Accept-Encoding"
        headers[.contentLength] = nil
    }

    /// The first half of the body, then the connection ends: hostile, but honest about the full length.
    func truncatedResponse(_ status: HTTPResponse.Status) -> Response {
        switch body {
        case .none: return Response(status: status, headers: headers)
        case .bytes(let buffer):
            let half = buffer.getSlice(at: buffer.readerIndex, length: buffer.readableBytes / 2) ?? buffer
            return Response(
                status: status, headers: headers,
                body: ResponseBody(contentLength: buffer.readableBytes) { writer in
                    try await writer.write(half)
                    throw BrokenConnection()
                })
        case .stream(let write):
            return Response(
                status: status, headers: headers,
                body: ResponseBody { writer in
                    try await write { chunk in
                        let half = chunk.getSlice(at: chunk.readerIndex, length: chunk.readableBytes / 2) ?? chunk
                        try await writer.write(half)
                        throw BrokenConnection()
                    }
                    try await writer.finish(nil)
                })
        }
    }
}

/// Ends a connection in the middle of a body.
private struct BrokenConnection: Error {}
