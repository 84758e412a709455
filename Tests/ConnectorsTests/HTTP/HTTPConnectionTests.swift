import Connectors
import Domain
import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(2))) struct HTTPConnectionTests {
    @Test func `log lines hold method, path and status, and neither secrets nor data`() async throws {
        let lines = LogLines()
        let org = try RecordedOrg([
            "GET /query": [.hangUp, .expired, .json(#"{"totalSize":1,"done":true,"records":[]}"#)]
        ])
        var logger = Logger(label: "test") { _ in lines }
        logger.logLevel = .trace
        let connector = org.connector(logger: logger)
        _ = try await connector.count("SELECT count() FROM Contact WHERE Email = 'zoe@acme.example'")
        let log = lines.texts
        #expect(log.contains("POST /services/oauth2/token 200"))
        #expect(log.contains("GET /services/data/v67.0/query 200"))
        #expect(log.contains { $0.contains("GET /services/data/v67.0/query failed") })
        for secret in ["s3cret", "AR8AQ", "zoe", "3MVG9", "SELECT"] {
            #expect(log.allSatisfy { !$0.contains(secret) }, "\(secret) was logged")
        }
    }

    @Test func `a small answer that would fill the memory is refused`() async throws {
        // 4 MB of blanks, compressed to 4 kB; the limit is lowered below it.
        var bomb = RecordedServer.Answer.json("")
        bomb.body = Array(try #require(Data(base64Encoded: Self.blanks)))
        bomb.headers.append(("Content-Encoding", "gzip"))
        let org = try RecordedOrg(["GET /query": [bomb]])
        var connection = HTTPConnection(logger: Logger(label: "test"), clock: PassingClock())
        connection.bodyLimit = 1 << 20
        let connector = SalesforceConnector(
            ConnectionSettings(
                loginURL: org.server.url, clientID: "c", login: .clientCredentials(secret: Secret("s"))),
            over: connection)
        let error = await #expect(throws: SalesforceError.self) {
            try await connector.count("SELECT count() FROM Account")
        }
        #expect(error?.reason == .unexpectedAnswer)
        #expect(error?.detail == "the answer is larger than 1 MB")
        #expect(org.requests("GET /query").count == 1)
    }

    @Test func `compressed garbage is asked for again`() async throws {
        var garbage = RecordedServer.Answer.json("this is no gzip")
        garbage.headers.append(("Content-Encoding", "gzip"))
        let org = try RecordedOrg([
            "GET /query": [garbage, .json(#"{"totalSize":3,"done":true,"records":[]}"#)]
        ])
        #expect(try await org.connector().count("SELECT count() FROM Account") == 3)
    }

    @Test func `a cancelled task lets go of its request at once`() async throws {
        let gate = Gate()
        let server = try RecordedServer { request in
            guard request.path.hasSuffix("/query") else {
                let url = "http://\(request.headers["host"] ?? "")"
                return request.path == "/services/data"
                    ? .json(#"[{"version":"60.0"}]"#) : .json(#"{"access_token":"t","instance_url":"\#(url)"}"#)
            }
            gate.wait()
            return .json(#"{"totalSize":3,"done":true,"records":[]}"#)
        }
        defer {
            gate.open()
            server.stop()
        }
        let connector = SalesforceConnector(
            ConnectionSettings(loginURL: server.url, clientID: "c", login: .clientCredentials(secret: Secret("s"))),
            over: HTTPConnection(logger: Logger(label: "test")))
        await withTaskGroup(of: SalesforceError?.self) { group in
            group.addTask {
                await #expect(throws: SalesforceError.self) { try await connector.count("SELECT count() FROM Account") }
            }
            while !server.requests.contains(where: { $0.path.hasSuffix("/query") }) { await Task.yield() }
            group.cancelAll()
            for await error in group { #expect(error?.reason == .cancelled) }
        }
    }

    private static let blanks =
        "H4sIAAAAAAACA+3BgQAAAADDIJX5Ux7kVQE" + String(repeating: "A", count: 5417) + "fBsVPvr8AABAAA=="
}

/// Keeps log lines for a test to read.
private final class LogLines: LogHandler, Sendable {
    private let lines = Mutex<[String]>([])

    var texts: [String] { lines.withLock { $0 } }
    var metadata: Logger.Metadata {
        get { [:] }
        set {}
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set {}
    }

    func log(event: LogEvent) {
        lines.withLock { $0.append("\(event.message)") }
    }
}

/// Holds a thread until it is opened.
private final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func wait() {
        semaphore.wait()
    }

    func open() {
        semaphore.signal()
    }
}
