import CZlib
import NIOCore

/// Packs an answer as gzip while it is being written, at zlib's fastest level.
final class Deflater {
    private var stream = z_stream()

    init() throws {
        let status = deflateInit2_(
            &stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw GzipFailure(status: status) }
    }

    deinit { deflateEnd(&stream) }

    func pack(_ chunk: ByteBuffer, isLast: Bool = false) throws -> ByteBuffer {
        var packed = ByteBuffer()
        packed.reserveCapacity(Int(deflateBound(&stream, UInt(chunk.readableBytes))) + 64)
        try run(&stream, over: chunk, into: &packed) { deflate($0, isLast ? Z_FINISH : Z_NO_FLUSH) }
        return packed
    }
}

/// Unpacks a gzip or deflate body while it arrives.
final class Inflater {
    private var stream = z_stream()
    private(set) var hasEnded = false

    init() throws {
        // 32 more window bits: zlib tells gzip from deflate by itself.
        let status = inflateInit2_(&stream, MAX_WBITS + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw GzipFailure(status: status) }
    }

    deinit { inflateEnd(&stream) }

    func unpack(_ chunk: ByteBuffer) throws -> ByteBuffer {
        var unpacked = ByteBuffer()
        guard !hasEnded else { return unpacked }
        hasEnded = try run(&stream, over: chunk, into: &unpacked) { inflate($0, Z_NO_FLUSH) }
        return unpacked
    }
}

/// zlib refused its input.
struct GzipFailure: Error {
    let status: Int32
}

/// Feeds one chunk through zlib until it is used up; true when the packed stream has ended.
@discardableResult
private func run(
    _ stream: inout z_stream, over chunk: ByteBuffer, into output: inout ByteBuffer,
    step: (UnsafeMutablePointer<z_stream>) -> Int32
) throws -> Bool {
    try chunk.withUnsafeReadableBytes { input in
        stream.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.avail_in = UInt32(input.count)
        while true {
            var status = Z_OK
            var roomLeft: UInt32 = 0
            output.writeWithUnsafeMutableBytes(minimumWritableBytes: 64 << 10) { room in
                stream.next_out = room.bindMemory(to: UInt8.self).baseAddress
                stream.avail_out = UInt32(clamping: room.count)
                status = step(&stream)
                roomLeft = stream.avail_out
                return Int(UInt32(clamping: room.count) - roomLeft)
            }
            switch status {
            case Z_STREAM_END: return true
            // No progress was possible: all input is used and nothing is pending.
            case Z_BUF_ERROR: return false
            case Z_OK where stream.avail_in == 0 && roomLeft > 0: return false
            case Z_OK: continue
            default: throw GzipFailure(status: status)
            }
        }
    }
}
