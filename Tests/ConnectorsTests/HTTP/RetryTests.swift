import Connectors
import Domain
import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct RetryTests {
    @Test func `pauses double, spread over their second half, and end`() {
        let policy = RetryPolicy(attempts: 5, firstDelay: .seconds(1), longestDelay: .seconds(5))
        #expect(
            (1...5).map { policy.delay(afterAttempt: $0, jitter: 1) } == [
                .seconds(1), .seconds(2), .seconds(4), .seconds(5), nil,
            ])
        #expect(policy.delay(afterAttempt: 1, jitter: 0) == .milliseconds(500))
    }

    @Test(arguments: [(Duration.seconds(3), Duration?.some(.seconds(3))), (.zero, .seconds(1)), (.seconds(600), nil)])
    func `a pause that the server names is kept, if a run can wait for it`(asked: Duration, delay: Duration?) {
        let policy = RetryPolicy(attempts: 5, firstDelay: .seconds(1), longestDelay: .seconds(60))
        #expect(policy.delay(afterAttempt: 1, serverAsksFor: asked, jitter: 1) == delay)
    }

    @Test(arguments: [
        RecordedServer.Answer.hangUp, .init(status: 429), .init(status: 503), .init(status: 500), .init(status: 502),
        .init(status: 420), .json("{\"totalSize\":12}").cut(after: 5),
    ])
    func `a passing fault of a reading request passes unseen`(fault: RecordedServer.Answer) async throws {
        let org = try RecordedOrg(["GET /query": [fault, .json(#"{"totalSize":12,"done":true,"records":[]}"#)]])
        #expect(try await org.connector().count("SELECT count() FROM Account") == 12)
        #expect(org.clock.sleeps == [.milliseconds(500)])
    }

    @Test func `a refusal is not asked twice`() async throws {
        let org = try RecordedOrg([
            "GET /query": [.error(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")]
        ])
        await #expect(throws: SalesforceError.self) { try await org.connector().count("SELECT count() FROM X") }
        #expect(org.requests("GET /query").count == 1)
    }

    @Test func `a server that says nothing at all is asked less often`() {
        let policy = RetryPolicy()
        let tries = { (isSilent: Bool) in
            (1...10).prefix { policy.delay(afterAttempt: $0, isSilent: isSilent, jitter: 1) != nil }.count + 1
        }
        #expect(tries(false) == 6 && tries(true) == 3)
    }

    @Test func `whoever waits is told of a server that says nothing for long`() async throws {
        let told = Sentences()
        let server = try RecordedServer { request in
            // Nothing is said until somebody has wondered.
            while told.all.isEmpty { usleep(1000) }
            let url = "http://\(request.headers["host"] ?? "")"
            return switch request.path {
            case "/services/data": .json(#"[{"version":"60.0"}]"#)
            case "/services/oauth2/token": .json(#"{"access_token":"t","instance_url":"\#(url)"}"#)
            default: .json(#"{"totalSize":3,"done":true,"records":[]}"#)
            }
        }
        defer { server.stop() }
        var connection = HTTPConnection(
            peer: "Salesforce", logger: Logger(label: "test"), tell: { told.add($0) }, clock: PassingClock())
        connection.watch = PassingClock()
        let connector = SalesforceConnector(
            ConnectionSettings(loginURL: server.url, clientID: "c", login: .clientCredentials(secret: Secret("s"))),
            over: connection)
        #expect(try await connector.count("SELECT count() FROM Account") == 3)
        #expect(told.all.first == "Salesforce has not answered for 30 s; still waiting.")
    }

    @Test func `whoever waits is told of long pauses`() async throws {
        let told = Sentences()
        var busy = RecordedServer.Answer(status: 503)
        busy.headers.append(("Retry-After", "7"))
        let org = try RecordedOrg(["GET /query": [busy, .json(#"{"totalSize":3,"done":true,"records":[]}"#)]])
        let connector = SalesforceConnector(
            ConnectionSettings(
                loginURL: org.server.url, clientID: "c", login: .clientCredentials(secret: Secret("s"))),
            over: HTTPConnection(
                peer: "Salesforce", logger: Logger(label: "test"), tell: { told.add($0) }, clock: PassingClock()))
        #expect(try await connector.count("SELECT count() FROM Account") == 3)
        #expect(
            told.all == ["Salesforce: it asks to be left alone for a while; trying again in 7 s (2 of 6)."])
    }
}

/// What somebody was told, in order.
private final class Sentences: Sendable {
    private let sentences = Mutex<[String]>([])

    var all: [String] { sentences.withLock { $0 } }

    func add(_ sentence: String) { sentences.withLock { $0.append(sentence) } }
}
