import Cryptography
import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// What every request passes before its route answers: who is it, may they, is the form really theirs.
struct RouteGate: Sendable {
    let hub: Hub
    let route: HubRoute

    private static let largestForm = 1 << 20

    func answer(_ request: Request, _ context: HubRequestContext) async -> Response {
        do {
            return try await route.answer(try await admitted(request, context))
        } catch let redirect as Elsewhere {
            return .seeOther(redirect.path)
        } catch let problem as Problem {
            return refusal(problem)
        } catch let error as PlainError {
            return refusal(Problem(.unprocessableContent, "refused", error.advice))
        } catch let error as any RemediableError {
            hub.log.error("unavailable", metadata: ["route": "\(route.path)", "reason": "\(error.advice)"])
            return refusal(Problem(.serviceUnavailable, "unavailable", error.advice, retryAfter: .seconds(5)))
        } catch {
            hub.log.error("failed", metadata: ["route": "\(route.path)", "error": "\(type(of: error))"])
            return refusal(
                Problem(
                    .internalServerError, "internal", "Something went wrong on our side. The server's log says more."))
        }
    }

    private func admitted(_ request: Request, _ context: HubRequestContext) async throws -> WebContext {
        var visitor = Visitor.nobody
        var form = FormValues()
        var body = ByteBuffer()
        switch route.access {
        case .everyone:
            if route.method == .post { try Origin(request).requireOurs() }
            form = try await self.form(of: request)
        case .person(let role):
            visitor = try await hub.sessions.visitor(of: request)
            guard case .person(let person, let session) = visitor else { throw try await wayIn(request) }
            guard person.role >= role else { throw Self.forbidden(role.rawValue) }
            form = try await self.form(of: request)
            if route.method != .get { try require(form["csrf"], of: session, request) }
        case .program(let scope):
            visitor = try await program(request, scope)
            if route.method != .get { body = try await collected(request) }
        case .ingest:
            visitor = try await sender(request)
        }
        return WebContext(
            hub: hub, request: request, parameters: context.parameters, visitor: visitor, form: form, body: body,
            address: address(request, context),
            isSecure: hub.settings.certificate != nil
                || hub.settings.trustsProxy && request.headers[.forwardedProto] == "https")
    }

    /// A key, or a session whose person may do as much.
    private func program(_ request: Request, _ scope: KeyScope) async throws -> Visitor {
        if let header = request.headers[.authorization] {
            guard header.lowercased().hasPrefix("bearer "),
                let key = try await hub.keys.key(String(header.dropFirst(7)))
            else {
                throw Problem(.unauthorized, "unauthorized", "That API key is not known. It may have been revoked.")
            }
            guard key.scope.covers(scope) else { throw Self.forbidden("a key with scope \(scope.rawValue)") }
            return .program(key)
        }
        let visitor = try await hub.sessions.visitor(of: request)
        guard case .person(let person, let session) = visitor else {
            throw Problem(
                .unauthorized, "unauthorized", "Send an API key: Authorization: Bearer …. Settings makes one.")
        }
        guard person.role >= scope.neededRole else { throw Self.forbidden(scope.neededRole.rawValue) }
        if route.method != .get { try require(request.headers[.csrfToken], of: session, request) }
        return visitor
    }

    /// Whose write key came as the user's name; nobody where none came, for then the body names the key.
    ///
    /// SDKs that log in to Segment by OAuth send its token, which says nothing to us, and their write key in the body.
    private func sender(_ request: Request) async throws -> Visitor {
        guard let header = request.headers[.authorization], header.lowercased().hasPrefix("basic ") else {
            return .nobody
        }
        guard let credentials = Data(base64Encoded: header.dropFirst(6).trimmingCharacters(in: .whitespaces)) else {
            throw Self.unknownWriteKey
        }
        guard let name = String(decoding: credentials, as: UTF8.self).split(separator: ":").first else {
            return .nobody
        }
        guard let key = try await hub.keys.key(String(name)), key.scope == .ingest else {
            throw Self.unknownWriteKey
        }
        return .program(key)
    }

    static var unknownWriteKey: Problem {
        Problem(.unauthorized, "unauthorized", "That write key is not known. Settings makes one.")
    }

    private func require(_ token: String?, of session: SecretSession, _ request: Request) throws {
        try Origin(request).requireOurs()
        guard let token, isEqualInConstantTime(Array(token.utf8), Array(session.csrfToken.utf8)) else {
            throw Problem(
                .forbidden, "stale_form",
                "This form is out of date. Go back, load the page again, and send it once more.")
        }
    }

    private func wayIn(_ request: Request) async throws -> any Error {
        if try await hub.doors.isSetupOpen() { return Elsewhere(path: "/setup") }
        // What a form said is lost; the page that it stood on mostly has its address.
        guard route.method == .get || HubRouter(hub).hasPage(route.path) else { return Elsewhere(path: "/login") }
        let back = route.method == .get ? request.uri.string : request.uri.path
        return Elsewhere(path: "/login?next=" + escapedForURL(back))
    }

    private func form(of request: Request) async throws -> FormValues {
        guard route.method == .post else { return FormValues() }
        return FormValues(encoded: String(buffer: try await collected(request)))
    }

    private func collected(_ request: Request) async throws -> ByteBuffer {
        var request = request
        do {
            return try await request.collectBody(upTo: Self.largestForm)
        } catch is NIOTooManyBytesError {
            throw Problem(.contentTooLarge, "too_large", "What was sent is larger than a megabyte.")
        } catch {
            // Whatever else ends a body before its end is the sender's doing.
            throw Problem.invalid("The body ends early, or is not what its head says.")
        }
    }

    private func address(_ request: Request, _ context: HubRequestContext) -> String {
        if hub.settings.trustsProxy, let list = request.headers[.forwardedFor],
            let last = list.split(separator: ",").last
        {
            return last.split(separator: " ").joined()
        }
        return context.remoteAddress?.ipAddress ?? "local"
    }

    /// For programs as JSON, for people as a page.
    private func refusal(_ problem: Problem) -> Response {
        guard case .person = route.access else {
            var response = problem.response
            if problem.status == .unauthorized {
                response.headers[.wwwAuthenticate] =
                    (route.access == .ingest ? "Basic" : "Bearer") + " realm=\"crosswalk\""
            }
            return response
        }
        return problem.page(workspaceName: (try? hub.configuration().workspace.name) ?? "Crosswalk")
    }

    private static func forbidden(_ needed: String) -> Problem {
        Problem(.forbidden, "forbidden", "This needs \(needed). Ask an admin of this workspace.")
    }
}

/// The browser is to go somewhere else first.
struct Elsewhere: Error {
    let path: String
}

extension KeyScope {
    /// The role that lets a person do what a key with this scope may do.
    var neededRole: Role {
        switch self {
        case .read: .viewer
        case .write: .editor
        case .admin, .ingest: .admin
        }
    }
}

extension HTTPField.Name {
    static let csrfToken = HTTPField.Name("X-CSRF-Token") ?? .server
}
