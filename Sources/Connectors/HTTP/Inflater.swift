import CZlib
import NIOCore

/// Undoes gzip as the bytes arrive, a bounded piece at a time, so that no small body can fill the memory.
final class Inflater {
    private static let pieceSize = 256 << 10

    private let stream: UnsafeMutablePointer<z_stream>
    private var isAtEndOfMember = false

    init() throws(HTTPFault) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 32 added to the window bits: gzip and zlib headers are both understood.
        let status = inflateInit2_(stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw HTTPFault(.garbled, "zlib does not start") }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Whether all that has been read makes a whole text.
    var isComplete: Bool { isAtEndOfMember }

    /// The next piece of text that `input` yields; nothing once it is used up.
    func next(from input: inout ByteBuffer) throws(HTTPFault) -> ByteBuffer? {
        guard input.readableBytes > 0 else { return nil }
        var output = ByteBuffer()
        var status = Z_OK
        var consumed = 0
        if isAtEndOfMember {
            inflateReset(stream)
            isAtEndOfMember = false
        }
        output.writeWithUnsafeMutableBytes(minimumWritableBytes: Self.pieceSize) { room in
            input.withUnsafeReadableBytes { bytes in
                let start = bytes.bindMemory(to: UInt8.self).baseAddress
                stream.pointee.next_in = UnsafeMutablePointer(mutating: start)
                stream.pointee.avail_in = UInt32(bytes.count)
                stream.pointee.next_out = room.bindMemory(to: UInt8.self).baseAddress
                stream.pointee.avail_out = UInt32(room.count)
                status = inflate(stream, Z_NO_FLUSH)
                consumed = bytes.count - Int(stream.pointee.avail_in)
                return room.count - Int(stream.pointee.avail_out)
            }
        }
        input.moveReaderIndex(forwardBy: consumed)
        switch status {
        case Z_STREAM_END: isAtEndOfMember = true
        case Z_OK, Z_BUF_ERROR: break
        default: throw HTTPFault(.garbled, "the compressed answer is broken")
        }
        return output
    }
}
