import Connectors
import Domain
import Foundation
import Logging
import Synchronization
import TestSupport

/// An org that answers each request with the next of the answers written down for it; the last one stays.
///
/// It knows the login and the list of versions by itself.
final class RecordedOrg: Sendable {
    typealias Answer = RecordedServer.Answer

    let server: RecordedServer
    let clock = PassingClock()
    private let script: Script

    /// Answers by `METHOD path`, the path below `/services/data/v67.0`.
    init(_ answers: [String: [Answer]] = [:]) throws {
        let script = Script(answers)
        self.script = script
        server = try RecordedServer { script.answer($0) }
        script.answers.withLock { known in
            let login = Answer.json(
                """
                {"access_token":"00Dx0000000BV7z!AR8AQ","instance_url":"\(server.url)","id":"https://login.salesforce.com/id/00Dx0000000BV7zEAK/005x00000012Q9PAAU","token_type":"Bearer","issued_at":"1278448384422","signature":"CMJ4l+CCaPQiKjoOEwEig9H4wqhpuLSk4J2urAe+fVg="}
                """)
            if known["POST /services/oauth2/token"] == nil { known["POST /services/oauth2/token"] = [login] }
            let versions = (31...67).map {
                #"{"label":"Release","url":"/services/data/v\#($0).0","version":"\#($0).0"}"#
            }
            if known["GET /services/data"] == nil {
                known["GET /services/data"] = [
                    .json("[\(versions.joined(separator: ","))]", headers: [("Date", "Wed, 13 May 2026 08:49:37 GMT")])
                ]
            }
        }
    }

    deinit {
        server.stop()
    }

    func requests(_ name: String) -> [RecordedServer.Request] {
        server.requests.filter { Script.key($0) == name }
    }

    func connector(
        login: ConnectionSettings.Login = .clientCredentials(secret: Secret("s3cret")), reserve: Double = 0.2,
        attempts: Int = 4, logger: Logger = Logger(label: "test"),
        saveRefreshToken: @escaping @Sendable (Secret) async throws -> Void = { _ in }
    ) -> SalesforceConnector {
        SalesforceConnector(
            ConnectionSettings(
                loginURL: server.url + "/", clientID: "3MVG9.client", login: login, quotaReserve: reserve),
            over: HTTPConnection(
                retries: RetryPolicy(attempts: attempts), logger: logger, clock: clock, jitter: { 1 }),
            saveRefreshToken: saveRefreshToken, now: { Instant(milliseconds: 1_778_661_000_000) })
    }
}

/// The answers still to be given.
private final class Script: Sendable {
    let answers: Mutex<[String: [RecordedServer.Answer]]>

    init(_ answers: [String: [RecordedServer.Answer]]) {
        self.answers = Mutex(answers)
    }

    static func key(_ request: RecordedServer.Request) -> String {
        "\(request.method) \(request.path.replacing("/services/data/v67.0", with: ""))"
    }

    func answer(_ request: RecordedServer.Request) -> RecordedServer.Answer {
        answers.withLock { answers in
            guard var next = answers[Self.key(request)], let answer = next.first else {
                return .error(404, "NOT_FOUND", "The requested resource does not exist")
            }
            if next.count > 1 { next.removeFirst() }
            answers[Self.key(request)] = next
            return answer
        }
    }
}

extension RecordedServer.Answer {
    static func json(_ text: String, status: Int = 200, headers: [(String, String)] = []) -> Self {
        Self(
            status: status, headers: [("Content-Type", "application/json;charset=UTF-8")] + headers,
            body: Array(text.utf8))
    }

    static func error(_ status: Int, _ code: String, _ message: String) -> Self {
        json(#"[{"message":"\#(message)","errorCode":"\#(code)"}]"#, status: status)
    }

    static func csv(_ text: String, headers: [(String, String)] = []) -> Self {
        Self(headers: [("Content-Type", "text/csv")] + headers, body: Array(text.utf8))
    }

    static let hangUp = Self(cutAfter: -1)
    static let expired = error(401, "INVALID_SESSION_ID", "Session expired or invalid")

    func cut(after count: Int) -> Self {
        var answer = self
        answer.cutAfter = count
        return answer
    }
}
