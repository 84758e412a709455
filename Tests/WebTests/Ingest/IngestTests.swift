import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Store
import Testing
import Web

@Suite struct IngestTests {
    /// A workspace whose writer is at work, and a client with a write key.
    private func serve(
        _ configuration: HubConfiguration = HubConfiguration(),
        _ body:
            @escaping @Sendable (WebWorkspace, @Sendable (String, String) async throws -> TestResponse) async throws ->
            Void
    ) async throws {
        let workspace = try WebWorkspace(configuration)
        let key = try await workspace.hub.keys.create(name: "sdk", scope: .ingest, by: "test").text
        let basic = "Basic " + Data("\(key):".utf8).base64EncodedString()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await workspace.hub.ingest.serve() }
            try await workspace.serve { client in
                try await body(workspace) { path, text in
                    try await client.execute(
                        uri: path, method: .post, headers: [.authorization: basic], body: ByteBuffer(string: text))
                }
            }
            group.cancelAll()
        }
    }

    private func count(_ table: String, _ workspace: WebWorkspace) async throws -> Int {
        try await workspace.store.count(of: RecordQuery(entity: table == "user" ? .user : .account), upTo: 100)
    }

    @Test func `identify and group make a user and its account`() async throws {
        try await serve { workspace, post in
            let group = try await post("/v1/group", #"{"userId":"u1","groupId":"a1","traits":{"name":"Acme"}}"#)
            #expect(group.status == .ok)
            let identify = try await post("/v1/identify", #"{"userId":"u1","traits":{"email":"a@acme.com"}}"#)
            #expect(identify.status == .ok)
            let user = try #require(try await workspace.store.record(of: .user, id: "u1"))
            #expect(user.first { $0.name == "account_id" }?.value == .string("a1"))
            #expect(user.first { $0.name == "email" }?.value == .string("a@acme.com"))
            let account = try #require(try await workspace.store.record(of: .account, id: "a1"))
            #expect(account.first { $0.name == "name" }?.value == .string("Acme"))
        }
    }

    @Test func `only an anonymous id makes a visitor, never a user`() async throws {
        try await serve { workspace, post in
            let answer = try await post("/v1/track", #"{"anonymousId":"x","event":"Seen","messageId":"m1"}"#)
            #expect(answer.status == .ok)
            let visitor = try #require(try await workspace.store.record(of: .user, id: "anonymous:x"))
            #expect(visitor.first { $0.name == "type" }?.value == .string("visitor"))
        }
    }

    @Test func `a bad message is named and the rest is taken`() async throws {
        try await serve { workspace, post in
            let answer = try await post(
                "/v1/batch",
                #"{"batch":[{"type":"track","userId":"u1","event":"A","messageId":"m1"},{"type":"track","event":"B","messageId":"m2"},{"type":"dance","userId":"u1"},{"type":"track","userId":"u2","event":"C","timestamp":"yesterday","messageId":"m4"}]}"#
            )
            #expect(answer.status == .ok)
            let text = String(buffer: answer.body)
            #expect(text.contains(#""taken":1"#))
            #expect(text.contains(#""messageId":"m2","reason":"userId or anonymousId is missing""#))
            #expect(text.contains(#""index":2"#))
            #expect(text.contains(#""messageId":"m4","reason":"timestamp is not"#))
            #expect(try await count("user", workspace) == 1)
        }
    }

    @Test(arguments: [
        ("{", 400), ("[]", 400), (#"{"batch":[]}"#, 200), (#"{"batch":[7]}"#, 400),
        (#"{"batch":"x"}"#, 400), ("", 400), (#"{"batch":[{"type":"track"}]}"#, 400),
    ])
    func `a body that cannot be taken is answered, never with a 5xx`(body: String, status: Int) async throws {
        try await serve { _, post in
            let answer = try await post("/v1/batch", body)
            #expect(answer.status.code == status)
        }
    }

    @Test func `what is too large is refused before it is read whole`() async throws {
        try await serve { workspace, post in
            let long = String(repeating: "x", count: 40_000)
            let one = try await post("/v1/track", #"{"userId":"u","event":"\#(long)"}"#)
            #expect(one.status == .contentTooLarge)
            let among = try await post(
                "/v1/batch",
                #"{"batch":[{"type":"track","userId":"u","event":"\#(long)"},{"type":"track","userId":"u","event":"A"}]}"#
            )
            #expect(among.status == .ok)
            #expect(String(buffer: among.body).contains("32 KB"))
            let huge = try await post("/v1/batch", String(repeating: " ", count: 600_000))
            #expect(huge.status == .contentTooLarge)
        }
    }
}
