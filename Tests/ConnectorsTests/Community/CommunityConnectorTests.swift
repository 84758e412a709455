import Connectors
import Domain
import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

/// The connector before a community that answers byte for byte what a test wants.
@Suite struct CommunityConnectorTests {
    @Test(arguments: [0, 1, 2, 3])
    func `a request outlives tokens that die one after the other`(dead: Int) async throws {
        let server = try Self.server { request, token in
            token <= dead ? .init(status: 401) : .json(#"{"users":[],"statistics":{"count":7}}"#)
        }
        defer { server.stop() }
        #expect(try await Self.connector(server).memberCount() == 7)
        #expect(server.requests.count { $0.path == "/oauth2/token" } == dead + 1)
    }

    @Test func `credentials whose every token is refused are named as the cause`() async throws {
        let server = try Self.server { _, _ in .init(status: 401) }
        defer { server.stop() }
        let error = await #expect(throws: CommunityError.self) { try await Self.connector(server).memberCount() }
        #expect(error?.reason == .notAuthorized)
        #expect(server.requests.count { $0.path == "/user" } == 4)
    }

    @Test func `requests that are late, again and again, do not blame the credentials`() async throws {
        // Whenever the slow request is under way, another one finds its token dead and gets a new one.
        let given = Count()
        let slow = Count()
        let refused = Mutex<Set<String>>([])
        let server = try Self.server(given) { request, token in
            guard request.path.hasSuffix("/slow") else {
                let isFirst = refused.withLock { $0.insert(request.path).inserted }
                return isFirst ? .init(status: 401) : .json(#"{"result":{"userid":1}}"#)
            }
            guard slow.next() <= 6 else { return .json(#"{"result":{"userid":1}}"#) }
            let patience = ContinuousClock.now + .seconds(20)
            while given.soFar <= token, ContinuousClock.now < patience { usleep(1000) }
            return .init(status: 401)
        }
        defer { server.stop() }
        let found = try await Self.connector(server).memberDetails(["slow"] + (1...40).map(String.init))
        #expect(found.rowCount == 41)
        #expect(slow.soFar == 7)
    }

    // MARK: The scene

    /// Hands out tokens counted from 1, and answers the rest as told, by the number of the token that came.
    private static func server(
        _ given: Count = Count(),
        _ respond: @escaping @Sendable (RecordedServer.Request, _ token: Int) -> RecordedServer.Answer
    ) throws -> RecordedServer {
        try RecordedServer { request in
            guard request.path != "/oauth2/token" else {
                return .json(#"{"access_token":"\#(given.next())","expires_in":7200,"token_type":"Bearer"}"#)
            }
            let token = request.headers["authorization"]?.split(separator: " ").last.flatMap { Int($0) }
            return respond(request, token ?? 0)
        }
    }

    private static func connector(_ server: RecordedServer) -> CommunityConnector {
        CommunityConnector(
            settings: CommunityConnection(
                tenant: "en", host: server.url, clientID: "en", clientSecret: Secret("s")),
            connection: HTTPConnection(
                retries: RetryPolicy(attempts: 6), logger: Logger(label: "test"), clock: PassingClock(), jitter: { 0 }))
    }
}

/// Counts from 1.
private final class Count: Sendable {
    private let value = Mutex(0)

    var soFar: Int { value.withLock { $0 } }

    func next() -> Int {
        value.withLock { value in
            value += 1
            return value
        }
    }
}
