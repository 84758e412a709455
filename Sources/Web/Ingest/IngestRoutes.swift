import Domain
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// The ingest: the Segment spec, so that its SDKs work unchanged when they are pointed at us.
struct IngestRoutes {
    let hub: Hub

    /// What Segment allows for one request.
    static let largestBody = 500 << 10

    var routes: [HubRoute] {
        SegmentReader.Call.allCases.map { call in route("/v1/\(call.rawValue)") { try await take($0, call) } }
            + [
                route("/v1/batch") { try await take($0, nil) },
                route("/v1/import") { try await take($0, nil, isHistorical: true) },
            ]
    }

    private func route(
        _ path: String, answer: @escaping @Sendable (WebContext) async throws -> Response
    ) -> HubRoute {
        HubRoute(.post, path, .ingest, answer: answer)
    }

    private func take(
        _ context: WebContext, _ call: SegmentReader.Call?, isHistorical: Bool = false
    ) async throws -> Response {
        let delivery = try await hub.ingest.reading {
            let body = try await body(of: context.request)
            if call != nil, body.readableBytes > SegmentReader.largestMessage { throw Self.messageTooLarge }
            return try SegmentReader.read(
                try json(body), call: call, schema: try await hub.ingestSchema(), receivedAt: hub.clock(),
                isHistorical: isHistorical, knownVisitors: hub.ingest.knownVisitors)
        }
        let refusals = try await hub.ingest.write(delivery)
        hub.meters.ingested("taken", delivery.messageCount - refusals.count)
        hub.meters.ingested("refused", refusals.count)
        return answer(refusals, of: delivery.messageCount)
    }

    private func body(of request: Request) async throws -> ByteBuffer {
        var request = request
        do {
            let body = try await request.collectBody(upTo: Self.largestBody)
            switch request.headers[.contentEncoding]?.lowercased() {
            case nil, "identity": return body
            case "gzip", "x-gzip", "deflate": return try GzipBody.inflated(body, upTo: Self.largestBody)
            default:
                throw Problem(.unsupportedMediaType, "unsupported_encoding", "Send the body plain or as gzip.")
            }
        } catch is NIOTooManyBytesError {
            throw Self.tooLarge
        }
    }

    private func json(_ body: ByteBuffer) throws -> JSON {
        do {
            return try body.withUnsafeReadableBytes { try JSON(bytes: $0) }
        } catch let fault as JSONFault {
            throw Problem.invalid("The body is not JSON: \(fault.reason), at byte \(fault.position).")
        }
    }

    /// What was taken is confirmed even where some was not; nothing taken at all is a mistake of the sender.
    private func answer(_ refusals: [IngestDelivery.Refusal], of messages: Int) -> Response {
        guard !refusals.isEmpty else { return .json(.object([("success", .boolean(true))])) }
        let isTaken = refusals.count < messages
        let list = refusals.prefix(100).map { refusal in
            JSON.object([
                ("index", .integer(Int64(refusal.index))), ("messageId", .string(refusal.messageID)),
                ("reason", .string(refusal.reason)),
            ])
        }
        return .json(
            .object([
                ("success", .boolean(isTaken)), ("taken", .integer(Int64(messages - refusals.count))),
                ("code", .string("some_refused")),
                ("message", .string(refusals.first.map { "Message \($0.index): \($0.reason)." })),
                ("refused", .array(list)),
            ]), status: isTaken ? .ok : .badRequest)
    }

    static var tooLarge: Problem {
        Problem(.contentTooLarge, "too_large", "A request holds at most 500 KB. Send smaller batches.")
    }

    private static var messageTooLarge: Problem {
        Problem(.contentTooLarge, "message_too_large", "A message holds at most 32 KB.")
    }
}
