import Hummingbird
import NIOCore

/// The body of a call: at hand, or still arriving.
enum CallBody: Sendable {
    case none
    case bytes([UInt8])
    /// Packed is what gzip or deflate encoded.
    case arriving(RequestBody, isPacked: Bool)

    /// Bodies that are held whole: JSON documents and forms, never CSV uploads.
    static let largestDocument = 50 << 20

    /// The whole body, unpacked.
    func collect() async throws -> [UInt8] {
        if case .bytes(let bytes) = self { return bytes }
        var collected: [UInt8] = []
        try await forEachChunk { chunk in
            guard collected.count + chunk.readableBytes <= Self.largestDocument else {
                throw SalesforceFault.tooLarge
            }
            collected.append(contentsOf: chunk.readableBytesView)
        }
        return collected
    }

    /// Hands over the body piece by piece as it arrives, unpacked.
    func forEachChunk(_ take: (ByteBuffer) throws -> Void) async throws {
        switch self {
        case .none: return
        case .bytes(let bytes): try take(ByteBuffer(bytes: bytes))
        case .arriving(let body, isPacked: false):
            for try await chunk in body { try take(chunk) }
        case .arriving(let body, isPacked: true):
            let inflater = try Inflater()
            for try await chunk in body {
                let unpacked = try inflater.unpack(chunk)
                if unpacked.readableBytes > 0 { try take(unpacked) }
            }
            guard inflater.hasEnded else { throw SalesforceFault.brokenPacking }
        }
    }
}
