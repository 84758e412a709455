import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// Where tokens come from (S§2).
struct TokenEndpoint: Sendable {
    static let request = "POST /services/oauth2/token"

    let loginURL: String
    let connection: HTTPConnection

    struct Grant: Decodable, Sendable {
        let accessToken: String
        let instanceURL: String
        let refreshToken: String?

        enum CodingKeys: String, CodingKey {
            case accessToken = "access_token"
            case instanceURL = "instance_url"
            case refreshToken = "refresh_token"
        }
    }

    /// Asks once more only if the request surely was not carried out: a rotated refresh token dies with its use.
    func grant(
        form: [(name: String, value: String)], basic: (user: String, password: Secret)? = nil
    ) async throws(SalesforceError) -> Grant {
        var call = HTTPCall(.POST, "\(loginURL)/services/oauth2/token")
        call.repetition = .onlyIfRefused
        call.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
        call.headers.add(name: "Accept", value: "application/json")
        if let basic {
            let text = Data("\(basic.user):\(basic.password.value)".utf8).base64EncodedString()
            call.headers.add(name: "Authorization", value: "Basic \(text)")
        }
        call.body = ByteBuffer(string: formEncoded(form))
        let answer = try await send(call)
        guard answer.status == 200 else { throw refusal(answer) }
        guard let grant = try? JSONDecoder().decode(Grant.self, from: answer.body) else {
            throw SalesforceError(answer.isWebPage ? .webPageInsteadOfData : .unexpectedAnswer, request: Self.request)
        }
        return grant
    }

    private func send(_ call: HTTPCall) async throws(SalesforceError) -> HTTPAnswer {
        do throws(HTTPFault) {
            return try await connection.send(call)
        } catch {
            throw SalesforceError(error, request: Self.request)
        }
    }

    private func refusal(_ answer: HTTPAnswer) -> SalesforceError {
        guard !answer.isWebPage, let entry = SalesforceErrorBody(answer.body).entry, let code = entry.error else {
            return SalesforceError(answer, request: Self.request)
        }
        let reason = SalesforceError.Reason(loginError: code, description: entry.errorDescription ?? "")
        return SalesforceError(reason, code: code, request: Self.request, detail: entry.errorDescription)
    }
}
