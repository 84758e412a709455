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

    @Test func `a page that is short does not end a list while somebody is missing`() async throws {
        let server = try Self.server { request, _ in
            let ids: Range<Int> =
                switch request.query("page") {
                case "1": 0..<99
                case "2": 100..<200
                case "3": 200..<231
                default: 0..<0
                }
            let users = ids.map { #"{"userid":\#($0 + 1)}"# }.joined(separator: ",")
            return .json(#"{"users":[\#(users)],"statistics":{"count":231}}"#)
        }
        defer { server.stop() }
        let seen = Count()
        let stated = try await Self.connector(server).readMembers(activeSince: nil) { page in
            for _ in 0..<page.rowCount { _ = seen.next() }
        }
        #expect(stated == 231)
        #expect(seen.soFar == 230)
        #expect(server.requests.compactMap { $0.query("page") } == ["1", "2", "3", "4"])
    }

    @Test func `one entry that is not understood spoils itself and not its list`() async throws {
        let server = try Self.server { request, _ in
            switch request.path {
            case "/user":
                .json(
                    #"{"users":[{"userid":1},{"userid":{"is":"odd"},"roles":7},{"userid":3,"roles":[{}]}],"statistics":{"count":3}}"#
                )
            case "/user/userid/1": .json(#"{"result":{"userid":1,"roles":["VIP"]}}"#)
            case "/user/userid/2": .json(#"{"result":{"userid":2,"roles":"none"}}"#)
            case "/v2/topics" where request.query("page") == "1":
                .json(
                    #"{"result":[{"id":"1","contentType":"idea","createdAt":"2026-05-01T00:00:00+00:00"},{"id":"2"},"rubbish",null]}"#
                )
            case "/v2/topics": .json(#"{"result":[]}"#)
            default: .init(status: 404)
            }
        }
        defer { server.stop() }
        let connector = Self.connector(server)
        let rows = Count()
        _ = try await connector.readMembers(activeSince: nil) { page in
            // An entry without an id is refused and counted by the store.
            #expect((0..<page.rowCount).map { page.string(row: $0, column: 1) } == ["1", "", ""])
            _ = rows.next()
        }
        let details = try await connector.memberDetails(["1", "2"])
        #expect((0..<details.rowCount).map { details.string(row: $0, column: 1) } == ["1", ""])
        let notes = try await connector.readTopics(activeSince: nil, until: Day(number: 20_000)) { topics in
            #expect(topics.references.map(\.id) == ["1"])
            #expect(topics.content.rowCount == 4)
            _ = rows.next()
        }
        #expect(notes.isEmpty && rows.soFar == 2)
    }

    @Test(arguments: [
        (RecordedServer.Answer.json(#"{"message":"Not Found"}"#, status: 404), false as Bool?),
        (.json(#"{"result":{"userid":{}}}"#), true),
        (.init(status: 404, headers: [("Content-Type", "text/html")], body: Array("<html>gone</html>".utf8)), nil),
        (.init(body: Array("<html>log in</html>".utf8)), nil), (.init(body: Array("{\"result\":".utf8)), nil),
        (.init(status: 503), nil),
    ])
    func `only the API itself says that a member is gone`(answer: RecordedServer.Answer, isMember: Bool?) async throws {
        let server = try Self.server { _, _ in answer }
        defer { server.stop() }
        let connector = Self.connector(server)
        guard let isMember else {
            await #expect(throws: CommunityError.self) { try await connector.isMember("7") }
            return
        }
        #expect(try await connector.isMember("7") == isMember)
    }

    @Test func `the ceiling is one in whatever words it is refused`() async throws {
        let topics = (0..<100).map { #"{"id":"\#($0)","contentType":"idea"}"# }.joined(separator: ",")
        let server = try Self.server { request, _ in
            let isSplit = request.target.contains("contentTypes")
            if request.query("page") == "100", !isSplit { return .json(#"{"message":"too deep"}"#, status: 422) }
            if isSplit || request.query("page") != "1" { return .json(#"{"result":[]}"#) }
            return .json(#"{"result":[\#(topics)]}"#)
        }
        defer { server.stop() }
        let notes = try await Self.connector(server).readTopics(activeSince: nil, until: Day(number: 20_000)) { _ in }
        #expect(notes.isEmpty)
        #expect(server.requests.count { $0.target.contains("contentTypes") } == 5)
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
