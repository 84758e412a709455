import HTTPTypes
import NIOCore

/// What a service answers: a status, headers, and a body that is either at hand or written as it is sent.
struct APIAnswer: Sendable {
    /// Writes one piece of the body; returns when the client has taken enough of what came before.
    typealias Emit = (ByteBuffer) async throws -> Void

    enum Body: Sendable {
        case none
        case bytes(ByteBuffer)
        case stream(@Sendable (Emit) async throws -> Void)
    }

    var status: Int
    var headers: HTTPFields = [:]
    var body: Body = .none

    static let noContent = APIAnswer(status: 204)

    static func json(bytes: [UInt8], status: Int = 200) -> APIAnswer {
        APIAnswer(
            status: status, headers: [.contentType: "application/json;charset=UTF-8"],
            body: .bytes(ByteBuffer(bytes: bytes)))
    }

    static func file(_ bytes: [UInt8]) -> APIAnswer {
        APIAnswer(
            status: 200, headers: [.contentType: "application/octet-stream"], body: .bytes(ByteBuffer(bytes: bytes)))
    }

    static func text(_ text: String, type: String, status: Int = 200) -> APIAnswer {
        APIAnswer(status: status, headers: [.contentType: type], body: .bytes(ByteBuffer(string: text)))
    }

    /// Sets a header that HTTPTypes has no name for.
    mutating func set(_ header: String, _ value: String) {
        if let name = HTTPField.Name(header) { headers[name] = value }
    }

    /// The whole body; what is streamed is collected.
    func collectedBody() async throws -> [UInt8] {
        switch body {
        case .none: return []
        case .bytes(let buffer): return Array(buffer.readableBytesView)
        case .stream(let write):
            var collected: [UInt8] = []
            try await write { collected.append(contentsOf: $0.readableBytesView) }
            return collected
        }
    }
}
