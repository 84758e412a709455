import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// The ingest: the Segment spec, so that its SDKs work unchanged when they are pointed at us.
///
/// Servers' SDKs name calls in full and send their key as Basic credentials; those of browsers and phones name calls by
/// their first letter and have the key in the body.
struct IngestRoutes {
    let hub: Hub

    /// What Segment allows for one request.
    static let largestBody = 500 << 10
    /// How many refused messages, or values left out, an answer names.
    private static let mostNamed = 100

    var routes: [HubRoute] {
        SegmentReader.Call.allCases.flatMap { call in
            [call.rawValue, String(call.rawValue.prefix(1))].map { name in
                route("/v1/\(name)") { try await take($0, call) }
            }
        }
            + ["batch", "b", "import"].map { name in route("/v1/\(name)") { try await take($0, nil) } }
            + [HubRoute(.get, "/v1/projects/{key}/settings", .everyone, answer: settings)]
    }

    private func route(
        _ path: String, answer: @escaping @Sendable (WebContext) async throws -> Response
    ) -> HubRoute {
        HubRoute(.post, path, .ingest, answer: answer)
    }

    private func take(_ context: WebContext, _ call: SegmentReader.Call?) async throws -> Response {
        let delivery = try await hub.ingest.reading { arrived in
            let body = try await body(of: context.request, arrived: arrived)
            if call != nil, body.readableBytes > SegmentReader.largestMessage { throw Self.messageTooLarge }
            return try SegmentReader.read(
                context.visitor == .nobody ? try await keyed(body) : try json(body), call: call,
                schema: try await hub.ingestSchema(), receivedAt: hub.clock(),
                knownVisitors: hub.ingest.knownVisitors)
        }
        let answer = try await hub.ingest.write(delivery)
        hub.meters.ingested("taken", delivery.messageCount - answer.refusals.count)
        hub.meters.ingested("refused", answer.refusals.count)
        for value in answer.leftOut where hub.meters.leftOut(value.place) {
            hub.log.warning(
                "ingest leaves values out that cannot be read",
                metadata: ["of": "\(value.place.owner.rawValue)", "reason": "\(value.reason)"])
        }
        return response(answer, to: delivery.messageCount)
    }

    /// Where no credentials came as a header, the body or its first message names the key.
    private func keyed(_ body: ByteBuffer) async throws -> JSON {
        guard let json = try? json(body),
            let key = (json["writeKey"] ?? json["batch"]?.elements?.first?["writeKey"])?.string,
            try await hub.keys.key(key)?.scope == .ingest
        else { throw RouteGate.unknownWriteKey }
        return json
    }

    /// What analytics.js asks for first, where it is told to load from us: the one destination is ourselves.
    private func settings(_ context: WebContext) async throws -> Response {
        let text = try context.parameter("key")
        guard try await hub.keys.key(text)?.scope == .ingest else { throw Problem.notFound("such write key") }
        let address = context.publicAddress
        let isSecure = address.hasPrefix("https://")
        let destination = JSON.object([
            ("apiKey", .string(text)), ("apiHost", .string(String(address.dropFirst(isSecure ? 8 : 7)) + "/v1")),
            ("protocol", .string(isSecure ? "https" : "http")),
        ])
        return .json(.object([("integrations", .object([("Segment.io", destination)]))]))
    }

    private func body(of request: Request, arrived: (Int) throws -> Void) async throws -> ByteBuffer {
        let body = try await sent(request, arrived: arrived)
        switch request.headers[.contentEncoding]?.lowercased() {
        case nil, "identity": return body
        case "gzip", "x-gzip", "deflate": return try GzipBody.inflated(body, upTo: Self.largestBody)
        default:
            throw Problem(.unsupportedMediaType, "unsupported_encoding", "Send the body plain or as gzip.")
        }
    }

    private func sent(_ request: Request, arrived: (Int) throws -> Void) async throws -> ByteBuffer {
        if let announced = request.headers[.contentLength].flatMap({ Int($0) }), announced > Self.largestBody {
            throw Self.tooLarge
        }
        var body = ByteBuffer()
        do {
            for try await part in request.body {
                guard body.readableBytes + part.readableBytes <= Self.largestBody else { throw Self.tooLarge }
                try arrived(part.readableBytes)
                body.writeImmutableBuffer(part)
            }
            return body
        } catch let problem as Problem {
            throw problem
        } catch {
            // Whatever else ends a body before its end is the sender's doing.
            throw Problem.invalid("The body ends early, or is not what its head says.")
        }
    }

    private func json(_ body: ByteBuffer) throws -> JSON {
        do {
            return try body.withUnsafeReadableBytes { try JSON(bytes: $0, takesAnyValue: true) }
        } catch let fault as JSONFault {
            throw Problem.invalid("The body is not JSON: \(fault.reason), at byte \(fault.position).")
        }
    }

    /// What was taken is confirmed even where some was not; nothing taken at all is a mistake of the sender.
    private func response(_ answer: IngestDelivery.Answer, to messages: Int) -> Response {
        let refusals = answer.refusals
        let isTaken = refusals.isEmpty || refusals.count < messages
        var members: [(key: String, value: JSON)] = [("success", .boolean(isTaken))]
        if let first = refusals.first {
            members += [
                ("taken", .integer(Int64(messages - refusals.count))), ("code", .string("some_refused")),
                ("message", .string("Message \(first.index): \(first.reason).")),
                ("refused", .array(refusals.prefix(Self.mostNamed).map(\.json))),
            ]
        }
        if !answer.leftOut.isEmpty {
            members.append(("left_out", .array(answer.leftOut.prefix(Self.mostNamed).map(\.json))))
        }
        return .json(.object(members), status: isTaken ? .ok : .badRequest)
    }

    static var tooLarge: Problem {
        Problem(.contentTooLarge, "too_large", "A request holds at most 500 KB. Send smaller batches.")
    }

    private static var messageTooLarge: Problem {
        Problem(.contentTooLarge, "message_too_large", "A message holds at most 32 KB.")
    }
}

extension IngestDelivery.Refusal {
    fileprivate var json: JSON {
        .object([("index", .integer(index)), ("messageId", .string(messageID)), ("reason", .string(reason))])
    }
}

extension IngestDelivery.LeftOut {
    fileprivate var json: JSON {
        .object([
            ("index", .integer(index)), ("messageId", .string(messageID)), ("of", .string(place.owner.rawValue)),
            ("column", .string(place.column)), ("reason", .string(reason)),
        ])
    }
}
