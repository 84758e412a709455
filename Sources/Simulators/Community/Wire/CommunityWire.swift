import HTTPTypes
import Hummingbird
import NIOCore

/// Takes each request off the wire, finds the tenant and who answers, and lets the hostile mode spoil what it will.
struct CommunityWire: HTTPResponder {
    typealias Context = Wire.Context

    let communities: [SimulatedCommunity]
    let tokens: CommunityTokens
    let dice: FaultDice
    let topicCeiling: Int
    let clock: @Sendable () -> Int64
    let log: RequestLog?

    func respond(to request: Request, context: Context) async throws -> Response {
        let call = APICall(
            method: request.method, target: request.head.path ?? "/", headers: request.headers,
            body: .arriving(request.body, isPacked: false), origin: "http://\(request.head.authority ?? "127.0.0.1")")
        if dice.strikes(.slow) { try await Task.sleep(for: .milliseconds(dice.draw(300...2000))) }
        let isDropped = dice.strikes(.drop)
        if isDropped, dice.draw(0...1) == 0 {
            try await context.channel.close()
            return Response(status: .internalServerError)
        }
        let answer = try await answer(call)
        log?.append(method: call.method.rawValue, path: call.path, status: answer.status)
        if isDropped { try await context.channel.close() }
        let status = HTTPResponse.Status(code: answer.status)
        if answer.status == 200, dice.strikes(.truncate) { return answer.truncatedResponse(status) }
        return Response(status: status, headers: answer.headers, body: answer.responseBody)
    }

    private func answer(_ call: APICall) async throws -> APIAnswer {
        if let answer = edgeAnswer() { return answer }
        do {
            if call.path == ["oauth2", "token"] {
                guard call.method == .post else { throw CommunityFault.methodNotAllowed }
                return tokens.answer(FormFields(try await call.body.collect()))
            }
            let grant = try grant(of: call)
            guard let community = communities.first(where: { $0.tenant == grant.tenant }) else {
                throw CommunityFault.unauthorized
            }
            let service = CommunityService(community: community, topicCeiling: topicCeiling, now: clock())
            return try await service.answer(call)
        } catch let fault as CommunityFault {
            return fault.answer
        }
    }

    /// What a proxy in front of the application may answer in its place.
    private func edgeAnswer() -> APIAnswer? {
        if dice.strikes(.tooManyRequests) {
            var answer = APIAnswer.json(.members(["message": "Too Many Requests"]), status: 429)
            answer.headers[.retryAfter] = "1"
            return answer
        }
        if dice.strikes(.unavailable) {
            return .text(
                "<html><body><h1>503 Service Temporarily Unavailable</h1></body></html>", type: "text/html", status: 503
            )
        }
        if dice.strikes(.lock) { return CommunityFault.serverError.answer }
        guard dice.strikes(.partial) else { return nil }
        return .text("<!DOCTYPE html><html><body>Checking your browser</body></html>", type: "text/html")
    }

    /// Reading needs the scope `read`, writing `write`; a token without any is as good as none.
    private func grant(of call: APICall) throws(CommunityFault) -> CommunityTokens.Grant {
        let parts = (call.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].equalsIgnoringCase("Bearer") else { throw .unauthorized }
        let token = String(parts[1])
        if dice.strikes(.expire) { tokens.end(token) }
        guard let grant = tokens.grant(of: token) else { throw .unauthorized }
        guard grant.scopes.contains(call.method == .get ? "read" : "write") else { throw .unauthorized }
        return grant
    }
}
