import Domain
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1
import Synchronization

/// Speaks with one tenant's API: logs in, repeats what may be repeated, and reads answers (D§18).
final class CommunityClient: Sendable {
    let settings: CommunityConnection
    private let connection: HTTPConnection
    private let token = Mutex<String?>(nil)
    /// How many tokens a request may find dead before the credentials are blamed.
    private static let renewals = 3

    init(settings: CommunityConnection, connection: HTTPConnection) {
        self.settings = settings
        self.connection = connection
    }

    func get<Answer: Decodable>(
        _ path: String, _ query: [(name: String, value: String)] = [], as type: Answer.Type
    ) async throws -> Answer {
        let text = query.isEmpty ? "" : "?" + formEncoded(query)
        let call = HTTPCall(.GET, settings.origin + path + text)
        var attempt = 1
        while true {
            let answer = try await send(call)
            if !answer.isWebPage, let value = try? JSONDecoder().decode(Answer.self, from: answer.body) { return value }
            // A proxy's page in place of an answer passes by itself, as a rule; a strange object seldom does.
            let isObject = answer.isObject
            guard !isObject || attempt == 1, try await pause(attempt, call) else {
                throw error(isObject ? .unreadable : .garbled, call)
            }
            attempt += 1
        }
    }

    /// Sends a change; only one that surely was not carried out is sent again.
    func change(_ method: HTTPMethod, _ path: String, body: String? = nil) async throws {
        var call = HTTPCall(method, settings.origin + path)
        call.repetition = .onlyIfRefused
        if let body {
            call.headers.add(name: "Content-Type", value: "application/json")
            call.body = ByteBuffer(string: body)
        }
        _ = try await send(call)
    }

    /// A token that died is replaced; one that is refused again and again means that the credentials are.
    ///
    /// Of requests side by side, those that went out with a token which another has replaced meanwhile were only late:
    /// their refusal says nothing about the token in force.
    private func send(_ call: HTTPCall) async throws -> HTTPAnswer {
        var refusals = 0
        while true {
            var call = call
            let token = try await accessToken()
            call.headers.replaceOrAdd(name: "Authorization", value: "Bearer \(token)")
            call.headers.replaceOrAdd(name: "Accept", value: "application/json")
            let answer = try await transmit(call)
            switch answer.status {
            case 200..<300: return answer
            case 401 where refusals < Self.renewals:
                if forget(token) { refusals += 1 }
            default: throw refusal(answer, call)
            }
        }
    }

    /// Whether it was the token in force.
    private func forget(_ refused: String) -> Bool {
        token.withLock { current in
            guard current == refused else { return false }
            current = nil
            return true
        }
    }

    private func accessToken() async throws -> String {
        if let token = token.withLock({ $0 }) { return token }
        var call = HTTPCall(.POST, settings.origin + "/oauth2/token")
        call.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        call.body = ByteBuffer(
            string: formEncoded([
                ("grant_type", "client_credentials"), ("client_id", settings.clientID),
                ("client_secret", settings.clientSecret.value), ("scope", "read write"),
            ]))
        var attempt = 1
        while true {
            let answer = try await transmit(call)
            guard (200..<300).contains(answer.status) else {
                throw error(
                    (400..<500).contains(answer.status) ? .notAuthorized : .unavailable(status: answer.status), call)
            }
            if let grant = try? JSONDecoder().decode(Grant.self, from: answer.body) {
                token.withLock { $0 = grant.accessToken }
                return grant.accessToken
            }
            guard try await pause(attempt, call) else { throw error(.garbled, call) }
            attempt += 1
        }
    }

    private struct Grant: Decodable {
        let accessToken: String

        private enum CodingKeys: String, CodingKey { case accessToken = "access_token" }
    }

    private func transmit(_ call: HTTPCall) async throws -> HTTPAnswer {
        do throws(HTTPFault) {
            return try await connection.send(call)
        } catch {
            throw self.error(error, call)
        }
    }

    private func pause(_ attempt: Int, _ call: HTTPCall) async throws -> Bool {
        do throws(HTTPFault) {
            return try await connection.pause(afterAttempt: attempt)
        } catch {
            throw self.error(error, call)
        }
    }

    private func refusal(_ answer: HTTPAnswer, _ call: HTTPCall) -> CommunityError {
        let body = try? JSONDecoder().decode(Refusal.self, from: answer.body)
        let detail = body?.description ?? body?.errors?.first ?? body?.message
        switch answer.status {
        case 401, 403: return error(.notAuthorized, call)
        // Only the API itself knows what there is not; a web page says that something stands in its place.
        case 404 where !answer.isWebPage: return error(.notFound, call)
        case 404: return error(.garbled, call)
        case 422 where detail?.contains("can be queried") == true: return error(.ceiling, call)
        case 400..<500 where answer.status != 429:
            return CommunityError(
                .refused(status: answer.status), request: call.name, tenant: settings.tenant, detail: detail)
        default: return error(.unavailable(status: answer.status), call)
        }
    }

    private struct Refusal: Decodable {
        let message: String?
        let description: String?
        let errors: [String]?
    }

    private func error(_ reason: CommunityError.Reason, _ call: HTTPCall) -> CommunityError {
        CommunityError(reason, request: call.name, tenant: settings.tenant)
    }

    private func error(_ fault: HTTPFault, _ call: HTTPCall) -> CommunityError {
        switch fault.kind {
        case .unreachable, .dropped, .silent: error(.unreachable, call)
        case .tooLarge, .garbled: error(.garbled, call)
        case .cancelled: error(.cancelled, call)
        case .invalidURL: error(.invalidAddress, call)
        }
    }
}

extension HTTPAnswer {
    /// A whole JSON object, whatever it says.
    fileprivate var isObject: Bool {
        !isWebPage && (try? JSONDecoder().decode(AnyObject.self, from: body)) != nil
    }

    private struct AnyObject: Decodable {
        private struct Key: CodingKey {
            let stringValue: String
            var intValue: Int? { nil }

            init(stringValue: String) { self.stringValue = stringValue }
            init?(intValue: Int) { nil }
        }

        init(from decoder: any Decoder) throws { _ = try decoder.container(keyedBy: Key.self) }
    }
}
