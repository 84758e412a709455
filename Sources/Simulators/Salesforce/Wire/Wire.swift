import HTTPTypes
import Hummingbird
import NIOCore

/// Takes each request off the wire, finds who answers it, and lets the hostile mode spoil what it will.
struct Wire: HTTPResponder {
    /// What Hummingbird tells about a request besides itself: the connection, to be able to drop it.
    struct Context: InitializableFromSource, Sendable {
        let channel: any Channel

        init(source: ApplicationRequestContextSource) {
            channel = source.channel
        }
    }

    let rest: RESTService
    let classic: ClassicJobs
    let soap: SOAPService
    let oauth: OAuthService
    let sessions: SessionLedger
    let usage: UsageMeter
    let dice: FaultDice
    let log: RequestLog?

    private static let longestURI = 16_384
    private static let largestHead = 32_768

    func respond(to request: Request, context: Context) async throws -> Response {
        let target = request.head.path ?? "/"
        let scheme = HTTPField.Name("X-Forwarded-Proto").flatMap { request.headers[$0] } ?? "http"
        let coding = request.headers[.contentEncoding]?.lowercased() ?? ""
        let call = APICall(
            method: request.method, target: target, headers: request.headers,
            body: .arriving(request.body, isPacked: coding.contains("gzip") || coding.contains("deflate")),
            origin: "\(scheme)://\(request.head.authority ?? "127.0.0.1")")
        var outcome = try await outcome(of: call, headSize: target.utf8.count + size(of: request.headers), target)
        if call.path.isAPI { outcome.answer.set("Sforce-Limit-Info", usage.headerValue) }
        log?.append(method: call.method.rawValue, path: call.path, status: outcome.answer.status)
        if outcome.ending == .dropped { try await context.channel.close() }
        return response(outcome, to: call)
    }

    /// How an answer reaches the client.
    private enum Ending { case whole, truncated, dropped }

    private func outcome(
        of call: APICall, headSize: Int, _ target: String
    ) async throws -> (answer: APIAnswer, ending: Ending) {
        guard target.utf8.count <= Self.longestURI else { return (.uriTooLong, .whole) }
        guard headSize <= Self.largestHead else { return (.headersTooLarge, .whole) }
        if dice.strikes(.slow) { try await Task.sleep(for: .milliseconds(dice.draw(300...2000))) }
        if let answer = unavailability(of: call) { return (answer, .whole) }
        guard call.path.isAPI else { return (try await answer(call), .whole) }
        // A connection breaks before the work is done, or after: then the client does not learn what it did.
        let isDropped = dice.strikes(.drop)
        if isDropped, dice.draw(0...1) == 0 { return (APIAnswer(status: 500), .dropped) }
        let answer = try await answer(call)
        if isDropped { return (answer, .dropped) }
        return (answer, dice.strikes(.truncate) ? .truncated : .whole)
    }

    /// 429 and 503, as JSON, as a page of HTML, or as nothing at all: the edge answers, not the application.
    private func unavailability(of call: APICall) -> APIAnswer? {
        if dice.strikes(.tooManyRequests) {
            var answer = SalesforceFault(
                "REQUEST_LIMIT_EXCEEDED", "Too many requests. Try again later.", httpStatus: 429
            ).answer
            answer.headers[.retryAfter] = "1"
            return answer
        }
        guard dice.strikes(.unavailable) else { return nil }
        switch dice.draw(0...2) {
        case 0: return SalesforceFault("SERVER_UNAVAILABLE", "Server is unavailable.", httpStatus: 503).answer
        case 1: return APIAnswer(status: 503)
        default:
            return .text(
                "<html><head><title>Down for maintenance</title></head>"
                    + "<body><h1>We are down for maintenance.</h1></body></html>",
                type: "text/html", status: 503)
        }
    }

    private func answer(_ call: APICall) async throws -> APIAnswer {
        do {
            switch (call.path.first?.lowercased(), call.path.dropFirst().first?.lowercased()) {
            case ("services", "oauth2"): return try await oauth.answer(call)
            case ("services", "soap"): return try await soap.answer(call)
            case ("id", _): return try await oauth.identity.identity(call)
            case (".well-known", "openid-configuration"): return oauth.identity.discovery(call)
            case ("services", "data"):
                guard call.path.count > 2 else { return try await rest.answer(call) }
                try checkSession(call)
                guard usage.count() else { throw SalesforceFault.dailyLimit }
                return try await rest.answer(call)
            case ("services", "async"):
                guard let token = call.header("X-SFDC-Session"), sessions.isAlive(token) else {
                    throw ClassicFault.invalidSession
                }
                guard usage.count() else { throw SalesforceFault.dailyLimit }
                return try await classic.answer(call)
            case ("services", "apexrest"):
                try checkSession(call)
                throw SalesforceFault.noApexClass
            default: throw SalesforceFault.unknownResource
            }
        } catch let fault as SalesforceFault {
            return fault.answer
        } catch let fault as OAuthFault {
            return fault.answer
        } catch let fault as ClassicFault {
            return fault.answer(in: .xml)
        } catch is GzipFailure {
            return SalesforceFault.brokenPacking.answer
        }
    }

    private func checkSession(_ call: APICall) throws(SalesforceFault) {
        guard let authorization = call.headers[.authorization] else { throw .sessionExpired }
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].equalsIgnoringCase("Bearer") || parts[0].equalsIgnoringCase("OAuth") else {
            throw .otherAuthorization
        }
        let token = String(parts[1])
        if dice.strikes(.expire) { sessions.end(token) }
        guard sessions.isAlive(token) else { throw .sessionExpired }
    }

    private func response(_ outcome: (answer: APIAnswer, ending: Ending), to call: APICall) -> Response {
        var answer = outcome.answer
        let status = HTTPResponse.Status(code: answer.status)
        if call.method == .head { return Response(status: status, headers: answer.headers) }
        if outcome.ending == .truncated { return answer.truncatedResponse(status) }
        let takesGzip = call.headers[.acceptEncoding].map { $0.lowercased().contains("gzip") } ?? false
        if takesGzip { answer.packBody() }
        return Response(status: status, headers: answer.headers, body: answer.responseBody)
    }

    private func size(of headers: HTTPFields) -> Int {
        headers.reduce(0) { $0 + $1.name.rawName.utf8.count + $1.value.utf8.count + 4 }
    }
}

extension [String] {
    /// Whether a path leads to what `Sforce-Limit-Info` counts.
    fileprivate var isAPI: Bool {
        count > 1 && self[0].equalsIgnoringCase("services")
            && (self[1].equalsIgnoringCase("data") || self[1].equalsIgnoringCase("async"))
    }
}
