import Foundation
import GRDB
import TestSupport
import Testing

/// The ingest of a real process: what was acknowledged is on disk, whatever happens to the process then.
@Suite(.serialized, .timeLimit(.minutes(5))) struct IngestProcessTests {
    @Test func `after kill -9 in the middle of the ingest every acknowledged message is there exactly once`()
        async throws
    {
        let workspace = try await ProcessWorkspace()
        var server = try await Server(workspace)
        let key = try await server.setUp().ingest
        var random = SeededGenerator(seed: 11)
        var acknowledged: [String] = []
        var unanswered: [String] = []
        for trial in 0..<3 {
            let clients = SendingClients(server, key: key, tag: "t\(trial)")
            let running = server
            async let sending: Void = clients.run(clients: 8)
            while clients.acknowledged.count < 200 { try await Task.sleep(for: .milliseconds(2)) }
            try await Task.sleep(for: .milliseconds(random.below(300)))
            try await running.kill()
            await sending
            acknowledged += clients.acknowledged
            unanswered += clients.unanswered
            server = try await Server(workspace)
        }
        try await expect(acknowledged, perhaps: unanswered, in: workspace)

        // Those of whom nobody knows are sent again, as an SDK does, and some that are known as well.
        let again = unanswered + acknowledged.prefix(50)
        let messages = again.map {
            #"{"type":"track","event":"Used","userId":"\#($0)","messageId":"m-\#($0)","context":{"groupId":"g"}}"#
        }
        #expect(try await server.ingest(messages, key: key).status == 200)
        #expect(try await server.stop().status == 0)
        try await expect(acknowledged + unanswered, perhaps: [], in: workspace)
    }

    @Test func `a flood is told to come back, takes bounded memory, and loses nothing that was acknowledged`()
        async throws
    {
        let workspace = try await ProcessWorkspace()
        let server = try await Server(workspace)
        let key = try await server.setUp().ingest
        // While somebody else writes, nothing of what comes can be put away.
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: workspace.database, configuration: configuration)
        try await other.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        let connections = try (0..<90).map { sender in
            let connection = try RawConnection(to: server)
            connection.send(Self.request(sender, messages: 2000, key: key))
            return connection
        }
        // What is answered meanwhile is refused: there is no more room.
        while connections.count(where: \.hasAnswer) <= 5 { try await Task.sleep(for: .milliseconds(20)) }
        try await other.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        let heads = connections.map { $0.head() }
        let taken = heads.filter { $0.hasPrefix("HTTP/1.1 200 ") }
        let refused = heads.filter { $0.hasPrefix("HTTP/1.1 503 ") || $0.hasPrefix("HTTP/1.1 429 ") }
        #expect(taken.count > 20 && refused.count > 5, "\(taken.count) taken, \(refused.count) refused")
        #expect(taken.count + refused.count == heads.count, "\(Set(heads.map { $0.prefix(20) }))")
        #expect(refused.allSatisfy { $0.lowercased().contains("retry-after: ") })
        #expect(try Self.peakMemory(of: server.program) < 500 << 20)
        #expect(try await server.send("GET", "/healthz").status == 200)
        #expect(try await server.stop().status == 0)
        let stored = try await Self.rows("SELECT count(*) FROM event", in: workspace.database)
        #expect(stored == [taken.count * 2000])
    }

    @Test func `senders that never finish take no more than their places, and give them back`() async throws {
        let workspace = try await ProcessWorkspace()
        let server = try await Server(workspace)
        let key = try await server.setUp().ingest
        let identify = [#"{"type":"identify","userId":"u"}"#]
        // Hundreds of which little has come hinder nobody; of those that take memory, only so many are heard.
        let slow = try Self.unfinished(300, bytes: 1, to: server)
        #expect(try await server.ingest(identify, key: key).status == 200)
        let large = try Self.unfinished(80, bytes: 450_000, to: server)
        while !large.contains(where: \.hasAnswer) { try await Task.sleep(for: .milliseconds(50)) }
        #expect(large.contains { !$0.hasAnswer })
        #expect(try await server.send("GET", "/healthz").status == 200)
        for connection in slow + large { connection.end() }
        while try await server.ingest(identify, key: key).status != 200 { try await Task.sleep(for: .milliseconds(50)) }
        #expect(try await workspace.users() == ["u"])
        #expect(try await server.stop().status == 0)
    }

    /// Senders of which so many bytes of a body come, and the rest never.
    private static func unfinished(_ count: Int, bytes: Int, to server: Server) throws -> [RawConnection] {
        let body = String(repeating: "{", count: bytes)
        return try (0..<count).map { _ in
            let connection = try RawConnection(to: server)
            connection.send("POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n\(body)")
            return connection
        }
    }

    private static func request(_ sender: Int, messages: Int, key: String) -> String {
        let padding = String(repeating: "x", count: 90)
        let batch = (0..<messages).map {
            #"{"type":"track","event":"Used","userId":"u\#($0 % 7)","messageId":"\#(sender)-\#($0)-\#(padding)"}"#
        }
        let body = #"{"writeKey":"\#(key)","batch":[\#(batch.joined(separator: ","))]}"#
        return "POST /v1/b HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    private static func peakMemory(of program: Program) throws -> Int {
        let path = "/proc/\(program.process.identifier)/status"
        let line = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").first {
            $0.hasPrefix("VmHWM:")
        }
        return try #require(line?.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }.first) * 1024
    }

    /// Each of them has one user and one event; those that may be there have at most one.
    private func expect(_ ids: [String], perhaps: [String], in workspace: ProcessWorkspace) async throws {
        let counts = try await Self.counts(in: workspace.database)
        let missing = ids.filter { counts[$0] != 1 }
        #expect(missing == [], "\(missing.count) of \(ids.count)")
        let strangers = counts.filter { $0.value != 1 }
        #expect(strangers == [:])
        #expect(Set(counts.keys).subtracting(ids).isSubset(of: perhaps))
        #expect(Set(ids).count == ids.count && !ids.isEmpty)
    }

    /// The number of events by user.
    private static func counts(in database: String) async throws -> [String: Int] {
        let queue = try DatabaseQueue(path: database)
        return try await queue.read { database in
            let rows = try Row.fetchAll(
                database,
                sql:
                    "SELECT user.id, count(event.key) FROM user LEFT JOIN event ON event.user = user.key GROUP BY user.id"
            )
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
        }
    }

    private static func rows(_ query: String, in database: String) async throws -> [Int] {
        let queue = try DatabaseQueue(path: database)
        return try await queue.read { try Int.fetchAll($0, sql: query) }
    }
}
