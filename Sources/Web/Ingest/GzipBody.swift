import CZlib
import HTTPTypes
import NIOCore

/// A body that was sent compressed.
enum GzipBody {
    /// The text of gzip or zlib bytes; stops as soon as it grows beyond what a body may have.
    static func inflated(_ body: ByteBuffer, upTo limit: Int) throws -> ByteBuffer {
        var stream = z_stream()
        // 32 added to the window bits: gzip and zlib headers are both understood.
        guard inflateInit2_(&stream, 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            throw Problem(.serviceUnavailable, "unavailable", "Compressed bodies cannot be read just now.")
        }
        defer { inflateEnd(&stream) }
        var input = body
        var output = ByteBuffer()
        var status = Z_OK
        input.withUnsafeMutableReadableBytes { bytes in
            stream.next_in = bytes.bindMemory(to: UInt8.self).baseAddress
            stream.avail_in = UInt32(bytes.count)
            repeat {
                let written = output.writeWithUnsafeMutableBytes(minimumWritableBytes: 64 << 10) { room in
                    stream.next_out = room.bindMemory(to: UInt8.self).baseAddress
                    stream.avail_out = UInt32(room.count)
                    status = inflate(&stream, Z_NO_FLUSH)
                    return room.count - Int(stream.avail_out)
                }
                if written == 0 { break }
            } while status == Z_OK && output.readableBytes <= limit
        }
        guard output.readableBytes <= limit else { throw IngestRoutes.tooLarge }
        guard status == Z_STREAM_END else { throw Problem.invalid("The gzip body is broken or cut off.") }
        return output
    }
}
