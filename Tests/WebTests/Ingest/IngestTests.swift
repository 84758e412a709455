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
        try await workspace.store.recordCount(of: table == "user" ? .user : .account, upTo: 1000)
    }

    @Test func `identify and group make a user and its account`() async throws {
        try await serve { workspace, post in
            let group = try await post("/v1/group", #"{"userId":"u1","groupId":"a1","traits":{"name":"Acme"}}"#)
            #expect(group.status == .ok)
            let identify = try await post("/v1/identify", #"{"userId":"u1","traits":{"email":"a@acme.com"}}"#)
            #expect(identify.status == .ok)
            let user = try #require(try await workspace.store.profile(of: .user, id: "u1"))
            #expect(user["account_id"] == .string("a1"))
            #expect(user["email"] == .string("a@acme.com"))
            let account = try #require(try await workspace.store.profile(of: .account, id: "a1"))
            #expect(account["name"] == .string("Acme"))
        }
    }

    /// Identifies in turn, and when the user was last seen after the last.
    @Test(
        arguments: [
            ([#""timestamp":"2026-05-01T10:00:00Z""#], "2026-05-01"),
            ([#""timestamp":"2026-05-01T10:00:00Z""#, #""timestamp":"2026-05-02T10:00:00Z""#], "2026-05-02"),
            ([#""timestamp":"2026-05-02T10:00:00Z""#, #""timestamp":"2026-05-01T10:00:00Z""#], "2026-05-02"),
            ([#""timestamp":"2026-05-01T10:00:00Z","traits":{"last_seen_at":"x"}"#], "2026-05-01"),
            ([#""timestamp":"2026-05-01T10:00:00Z""#, #""timestamp":"soon""#], "2026-05-01"),
        ] as [([String], String)])
    func `who identifies themselves was seen then, and never earlier than before`(
        messages: [String], expected: String
    ) async throws {
        try await serve { workspace, post in
            for message in messages {
                #expect(try await post("/v1/identify", #"{"userId":"u1",\#(message)}"#).status == .ok)
            }
            #expect(try await post("/v1/track", #"{"userId":"u1","event":"A"}"#).status == .ok)
            let user = try #require(try await workspace.store.profile(of: .user, id: "u1"))
            #expect(user["last_seen_at"].text == expected + "T10:00:00.000Z")
        }
    }

    @Test(
        arguments: [
            (#""context":{"traits":{"email":"in@context.example"}}"#, "in@context.example"),
            (#""traits":null,"context":{"traits":{"email":"in@context.example"}}"#, "in@context.example"),
            (
                #""traits":{"email":"own@traits.example"},"context":{"traits":{"email":"in@context.example"}}"#,
                "own@traits.example"
            ),
            (#""traits":{"email":"own@traits.example"},"context":{"traits":"none"}"#, "own@traits.example"),
        ])
    func `traits of the context count where the message has none`(members: String, email: String) async throws {
        try await serve { workspace, post in
            let answer = try await post("/v1/identify", #"{"userId":"u",\#(members)}"#)
            #expect(answer.status == .ok, "\(String(buffer: answer.body))")
            let user = try #require(try await workspace.store.profile(of: .user, id: "u"))
            #expect(user["email"] == .string(email))
        }
    }

    @Test func `ids beyond 64 bits keep their digits, as numbers too`() async throws {
        try await serve { workspace, post in
            _ = try await workspace.store.declare([
                AttributeDefinition(entity: .user, apiName: "seats", type: .number),
                AttributeDefinition(entity: .user, apiName: "customer_no", type: .string),
            ])
            let id = "18446744073709551615"
            let answer = try await post(
                "/v1/identify", #"{"userId":\#(id),"traits":{"seats":\#(id),"customer_no":-\#(id)}}"#)
            #expect(String(buffer: answer.body) == #"{"success":true}"#)
            let user = try #require(try await workspace.store.profile(of: .user, id: id))
            #expect(user["seats"] == .double(18_446_744_073_709_551_616))
            #expect(user["customer_no"] == .string("-" + id))
        }
    }

    /// When a message and its batch say that they were sent, by a clock that is two days slow; and when that was by ours.
    @Test(arguments: [
        (#""sentAt":"2026-09-19T13:13:20Z""#, "null", "2026-09-21T13:13:20.000Z"),
        (#""sentAt":null"#, #""2026-09-19T13:13:20Z""#, "2026-09-21T13:13:20.000Z"),
        (#""x":1"#, #""2026-09-19T13:13:20Z""#, "2026-09-21T13:13:20.000Z"),
        (#""sentAt":"2026-09-19""#, "null", "2026-09-19T12:13:20.000Z"),
        (#""sentAt":null"#, "null", "2026-09-19T12:13:20.000Z"),
    ])
    func `a clock that is wrong is known by when the message or its batch was sent`(
        message: String, batch: String, seen: String
    ) async throws {
        try await serve { workspace, post in
            let identify = #"{"type":"identify","userId":"u","timestamp":"2026-09-19T12:13:20Z",\#(message)}"#
            let answer = try await post("/v1/batch", #"{"sentAt":\#(batch),"batch":[\#(identify)]}"#)
            #expect(answer.status == .ok)
            let user = try #require(try await workspace.store.profile(of: .user, id: "u"))
            #expect(user["last_seen_at"].text == seen)
        }
    }

    @Test func `a clock that runs ahead sees nobody tomorrow`() async throws {
        try await serve { workspace, post in
            let answer = try await post("/v1/identify", #"{"userId":"u1","timestamp":"9000-01-01T00:00:00Z"}"#)
            #expect(answer.status == .ok)
            let user = try #require(try await workspace.store.profile(of: .user, id: "u1"))
            let seen = try #require(Instant(iso8601: user["last_seen_at"].text))
            #expect(seen <= workspace.hub.clock())
        }
    }

    @Test func `only an anonymous id makes a visitor, never a user`() async throws {
        try await serve { workspace, post in
            let answer = try await post("/v1/track", #"{"anonymousId":"x","event":"Seen","messageId":"m1"}"#)
            #expect(answer.status == .ok)
            let visitor = try #require(try await workspace.store.profile(of: .user, id: "anonymous:x"))
            #expect(visitor["type"] == .string("visitor"))
        }
    }

    @Test(arguments: [#""timestamp":null"#, #""timestamp":null,"originalTimestamp":null,"sentAt":null"#])
    func `a time that is null counts as left out`(times: String) async throws {
        try await serve { _, post in
            let answer = try await post("/v1/track", #"{"userId":"u1","event":"A",\#(times)}"#)
            #expect(answer.status == .ok, "\(String(buffer: answer.body))")
        }
    }

    @Test(arguments: [
        ("/v1/identify", #""traits":{"createdAt":9223372036854775807}"#),
        ("/v1/identify", #""traits":{"createdAt":-9223372036854775808}"#),
        ("/v1/identify", #""traits":{"createdAt":"0000-01-01T00:00:00+14:00"}"#),
        ("/v1/track", #""event":"A","timestamp":"0000-01-01T00:00:00+14:00""#),
        ("/v1/track", #""event":"A","timestamp":"9999-12-31T23:59:59-12:00""#),
        ("/v1/track", #""event":"A","timestamp":"9999-12-31T23:59:59Z","sentAt":"0001-01-01T00:00:00Z""#),
        ("/v1/track", #""event":"A","timestamp":"0001-01-01T00:00:00Z","sentAt":"9999-12-31T23:59:59Z""#),
    ])
    func `a time beyond any calendar does no harm`(path: String, members: String) async throws {
        try await serve { _, post in
            let answer = try await post(path, #"{"userId":"u1",\#(members)}"#)
            #expect(answer.status == .ok || answer.status == .badRequest)
            #expect(try await post("/v1/track", #"{"userId":"u1","event":"B"}"#).status == .ok)
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
        (#"{"type":"track","userId":"u1","event":""}"#, "event, the name of what happened, is missing"),
        (#"{"type":"track","userId":"u1","event":"  "}"#, "event, the name of what happened, is missing"),
        (#"{"type":"track","userId":"u\u00001","event":"A"}"#, "userId holds a NUL character"),
        (#"{"type":"identify","anonymousId":"\u0000"}"#, "anonymousId holds a NUL character"),
        (#"{"type":"group","userId":"u1","groupId":"g\u0000"}"#, "groupId holds a NUL character"),
        (#"{"type":"track","userId":"u1","event":"A","timestamp":"2026-01-01"}"#, "timestamp is not an ISO 8601 time"),
        (#"{"type":"track","userId":"u1","event":"Rated","properties":{"score":{"a":1}}}"#, "score is no number"),
    ])
    func `a message that nothing could be made of is refused with a reason`(
        message: String, reason: String
    ) async throws {
        var configuration = HubConfiguration()
        configuration.facts.npsEvent = "Rated"
        try await serve(configuration) { workspace, post in
            let answer = try await post("/v1/batch", #"{"batch":[\#(message)]}"#)
            #expect(answer.status == .badRequest)
            #expect(String(buffer: answer.body).contains(reason), "\(String(buffer: answer.body))")
            #expect(try await count("user", workspace) == 0)
        }
    }

    @Test func `a refused message is named by its messageId, whoever refuses it`() async throws {
        var configuration = HubConfiguration()
        configuration.facts.npsEvent = "Rated"
        try await serve(configuration) { workspace, post in
            let answer = try await post(
                "/v1/batch",
                #"""
                {"batch":[{"type":"identify","userId":["u1"],"messageId":"m1"},
                {"type":"group","userId":"u1","groupId":{},"messageId":"m2"},
                {"type":"track","userId":"u1","event":"Rated","messageId":"m3","properties":{"score":99}},
                {"type":"track","userId":"   ","event":"A","messageId":"m4"}]}
                """#)
            let text = String(buffer: answer.body)
            for number in 1...4 {
                #expect(text.contains("\"index\":\(number - 1),\"messageId\":\"m\(number)\""), "\(text)")
            }
            #expect(text.contains("userId is blank"))
            #expect(try await count("user", workspace) == 0)
        }
    }

    @Test func `a refused group message moves no user`() async throws {
        try await serve { workspace, post in
            let answer = try await post(
                "/v1/batch",
                #"{"batch":[{"type":"group","userId":"u1","groupId":"g\u0000"},{"type":"group","userId":"u2","groupId":"g2"}]}"#
            )
            #expect(String(buffer: answer.body).contains(#""taken":1"#))
            #expect(try await count("user", workspace) == 1)
            #expect(try await count("account", workspace) == 1)
        }
    }

    /// Values that nobody can read, what is said of them, and what stands there in the end.
    @Test(
        arguments: [
            ("seats", #""many""#, "seats is not a number", .integer(7)),
            ("seats", "true", "seats is not a number", .integer(7)),
            ("seats", "NaN", "seats is no finite number", .integer(7)),
            ("seats", "Infinity", "seats is no finite number", .integer(7)),
            ("seats", "-Infinity", "seats is no finite number", .integer(7)),
            ("seats", "1e999", "seats is no finite number", .integer(7)),
            ("seats", #"{"now":3}"#, "seats is an object or a list", .integer(7)),
            ("is_beta", "2", "is_beta is not true or false", .boolean(true)),
            ("plan", #"["team"]"#, "plan is an object or a list", .string("free")),
            ("plan", "NaN", "plan is no finite number", .string("free")),
            ("plan", #""te\u0000am""#, "plan holds a NUL character", .string("free")),
            ("title", "{}", "title is an object or a list", .string("CTO")),
            ("phone", "-Infinity", "phone is no finite number", .string("123456")),
        ] as [(String, String, String, Value)])
    func `a trait that cannot be read is left out and told, and the rest is taken`(
        trait: String, value: String, reason: String, kept: Value
    ) async throws {
        try await serve { workspace, post in
            _ = try await workspace.store.declare([
                AttributeDefinition(entity: .user, apiName: "seats", type: .number),
                AttributeDefinition(entity: .user, apiName: "is_beta", type: .boolean),
                AttributeDefinition(entity: .user, apiName: "plan", type: .string),
            ])
            let known = #"{"seats":7,"is_beta":true,"plan":"free","title":"CTO","phone":"123456"}"#
            #expect(try await post("/v1/identify", #"{"userId":"u","traits":\#(known)}"#).status == .ok)
            let track = #"{"type":"track","userId":"u","event":"A","properties":{"x":\#(value)}}"#
            let traits = #"{"email":"new@acme.com","\#(trait)":\#(value)}"#
            let identify = #"{"type":"identify","userId":"u","messageId":"m","traits":\#(traits)}"#
            let answer = try await post("/v1/batch", #"{"batch":[\#(track),\#(identify)]}"#)
            #expect(answer.status == .ok)
            let told = #"{"index":1,"messageId":"m","of":"user","column":"\#(trait)","reason":"\#(reason)"}"#
            #expect(String(buffer: answer.body) == #"{"success":true,"left_out":[\#(told)]}"#)
            let user = try #require(try await workspace.store.profile(of: .user, id: "u"))
            #expect(user["email"] == .string("new@acme.com"))
            #expect(user[trait] == kept, "\(user)")
        }
    }

    @Test(arguments: [
        ("planName", "plan_name"), ("PlanName", "plan_name"), ("Plan Name", "plan_name"),
        (" plan -  name ", "plan_name"),
        ("PLAN_NAME", "plan_name"), ("planURL", "plan_url"), ("URLPlan", "url_plan"), ("Seats2Go", "seats2_go"),
        ("Email", "email"), ("FirstName", "first_name"),
    ])
    func `a trait goes to the column of its name in small letters`(trait: String, column: String) async throws {
        try await serve { workspace, post in
            _ = try await workspace.store.declare(
                ["plan_name", "plan_url", "url_plan", "seats2_go"].map {
                    AttributeDefinition(entity: .user, apiName: $0, type: .string)
                })
            let answer = try await post("/v1/identify", #"{"userId":"u","traits":{"\#(trait)":"some"}}"#)
            #expect(answer.status == .ok)
            let user = try #require(try await workspace.store.profile(of: .user, id: "u"))
            #expect(user[column] == .string("some"), "\(user)")
        }
    }

    @Test(arguments: ["createdAt", "CreatedAt"])
    func `a creation time may be a number; an attribute of its name keeps its own type`(trait: String) async throws {
        try await serve { workspace, post in
            _ = try await workspace.store.declare([
                AttributeDefinition(entity: .user, apiName: "created_at", type: .number)
            ])
            let answer = try await post(
                "/v1/identify", #"{"userId":"u","traits":{"\#(trait)":1767225600,"created_at":7}}"#)
            #expect(String(buffer: answer.body) == #"{"success":true}"#)
            let user = try #require(try await workspace.store.profile(of: .user, id: "u"))
            #expect(user["created_at"] == .integer(7), "\(user)")
            #expect(user["signed_up_at"].isNull == (trait != "createdAt"), "\(user)")
        }
    }

    @Test(arguments: ["createdAt", "CreatedAt", "created_at", "Created At", "signedUpAt", "signed_up_at"])
    func `when somebody or something came to be is told in any spelling and form`(trait: String) async throws {
        try await serve { workspace, post in
            for value in [
                #""2026-01-01T00:00:00Z""#, #""2026-01-01""#, "1767225600", "1767225600000", #""1767225600""#,
                #""1767225600000""#,
            ] {
                let traits = #"{"\#(trait)":\#(value)}"#
                let messages = [
                    #"{"type":"identify","userId":\#(value),"traits":\#(traits)}"#,
                    #"{"type":"group","userId":"u","groupId":\#(value),"traits":\#(traits)}"#,
                ]
                let answer = try await post("/v1/batch", #"{"batch":[\#(messages.joined(separator: ","))]}"#)
                #expect(String(buffer: answer.body) == #"{"success":true}"#)
                let id = value.replacing("\"", with: "")
                let user = try #require(try await workspace.store.profile(of: .user, id: id))
                #expect(user["signed_up_at"].text == "2026-01-01T00:00:00.000Z", "\(value): \(user)")
                let account = try #require(try await workspace.store.profile(of: .account, id: id))
                #expect(account["created_at"].isNull == trait.lowercased().hasPrefix("signed"), "\(value): \(account)")
            }
        }
    }

    @Test(arguments: [
        #""plan_name":"own","planName":"other""#, #""planName":"other","plan_name":"own""#,
        #""planName":{},"plan_name":"own","Plan Name":null"#,
    ])
    func `a trait with the column's own name wins`(traits: String) async throws {
        try await serve { workspace, post in
            _ = try await workspace.store.declare([
                AttributeDefinition(entity: .user, apiName: "plan_name", type: .string)
            ])
            let answer = try await post("/v1/identify", #"{"userId":"u","traits":{\#(traits)}}"#)
            #expect(String(buffer: answer.body) == #"{"success":true}"#)
            let user = try #require(try await workspace.store.profile(of: .user, id: "u"))
            #expect(user["plan_name"] == .string("own"), "\(user)")
        }
    }

    @Test(arguments: [
        ("userId", "id"), ("Id", "id"), ("accountId", "account_id"), ("Type", "type"), ("lastSeenAt", "last_seen_at"),
    ])
    func `no trait tells who somebody is, or where they belong`(trait: String, column: String) async throws {
        try await serve { workspace, post in
            let message = #"{"userId":"u","timestamp":"2026-05-01T00:00:00Z","traits":{}}"#
            #expect(try await post("/v1/identify", message).status == .ok)
            let before = try #require(try await workspace.store.profile(of: .user, id: "u"))
            let later = message.replacing(#""traits":{}"#, with: #""traits":{"\#(trait)":"2020-01-01"}"#)
            #expect(try await post("/v1/identify", later).status == .ok)
            let after = try #require(try await workspace.store.profile(of: .user, id: "u"))
            #expect(after[column] == before[column], "\(after)")
        }
    }

    @Test func `what is left out is counted by its column, and never shown`() async throws {
        try await ingesting { workspace, client, key in
            let traits = #"{"name":"Acme","createdAt":"secret"}"#
            let body = #"{"writeKey":"\#(key)","userId":"u","groupId":"g","traits":\#(traits)}"#
            for _ in 0..<3 {
                let answer = try await client.execute(
                    uri: "/v1/group", method: .post, body: ByteBuffer(string: body))
                #expect(answer.status == .ok)
                #expect(!String(buffer: answer.body).contains("secret"))
            }
            let metrics = String(buffer: try await client.execute(uri: "/metrics", method: .get).body)
            let line = #"crosswalk_ingest_values_left_out_total{of="account",column="created_at"} 3"#
            #expect(metrics.contains(line + "\n"), "\(metrics)")
            #expect(metrics.contains(#"crosswalk_ingest_messages_total{outcome="refused"} 0"#))
            let account = try #require(try await workspace.store.profile(of: .account, id: "g"))
            #expect(account["name"] == .string("Acme"))
            let user = try #require(try await workspace.store.profile(of: .user, id: "u"))
            #expect(user["account_id"] == .string("g"))
        }
    }

    @Test(arguments: [("null", true), (#""""#, true), ("[]", false), ("{}", false), (nil, false)] as [(String?, Bool)])
    func `a trait that is null or empty empties, and one that is not named stays`(
        value: String?, isEmptied: Bool
    ) async throws {
        try await serve { workspace, post in
            _ = try await workspace.store.declare([
                AttributeDefinition(entity: .user, apiName: "seats", type: .number)
            ])
            let known = #"{"email":"a@acme.com","seats":7,"createdAt":"2026-01-01T00:00:00Z"}"#
            #expect(try await post("/v1/identify", #"{"userId":"u","traits":\#(known)}"#).status == .ok)
            let traits = ["email", "seats", "createdAt"].compactMap { name in value.map { "\"\(name)\":\($0)" } }
                .joined(separator: ",")
            // Who is new has nothing that could be emptied.
            for id in ["u", "u", "v"] {
                let answer = try await post("/v1/identify", #"{"userId":"\#(id)","traits":{\#(traits)}}"#)
                #expect(answer.status == .ok)
            }
            let old = try #require(try await workspace.store.profile(of: .user, id: "u"))
            let new = try #require(try await workspace.store.profile(of: .user, id: "v"))
            for column in ["email", "seats", "signed_up_at"] {
                #expect(old[column].isNull == isEmptied, "\(old)")
                #expect(new[column].isNull, "\(new)")
            }
        }
    }

    /// Traits that are no object, and whether that is told.
    @Test(arguments: [("[]", false), ("null", false), (#""none""#, true), ("[1]", true), ("NaN", true)])
    func `traits that are no object leave the message as it is`(traits: String, isTold: Bool) async throws {
        try await serve { workspace, post in
            let messages = [
                #"{"type":"identify","userId":"u","traits":\#(traits)}"#,
                #"{"type":"group","userId":"u","groupId":"g","traits":\#(traits)}"#,
                #"{"type":"identify","userId":"c","traits":\#(traits),"context":{"traits":{"email":"c@acme.com"}}}"#,
            ]
            let answer = try await post("/v1/batch", #"{"batch":[\#(messages.joined(separator: ","))]}"#)
            #expect(answer.status == .ok)
            let text = String(buffer: answer.body)
            #expect(text.components(separatedBy: "traits is no object").count == (isTold ? 3 : 1), "\(text)")
            let user = try #require(try await workspace.store.profile(of: .user, id: "u"))
            #expect(user["account_id"] == .string("g"))
            let other = try #require(try await workspace.store.profile(of: .user, id: "c"))
            #expect(other["email"] == .string("c@acme.com"))
        }
    }

    @Test(arguments: [("7", true), (#""9""#, true), ("NaN", false), ("1e999", false), ("[9]", false), ("11", false)])
    func `an answer to the NPS question needs a score that can be read, and no comment`(
        score: String, isTaken: Bool
    ) async throws {
        var configuration = HubConfiguration()
        configuration.facts.npsEvent = "Rated"
        try await serve(configuration) { _, post in
            let properties = #"{"score":\#(score),"comment":["good"]}"#
            let answer = try await post("/v1/track", #"{"userId":"u","event":"Rated","properties":\#(properties)}"#)
            #expect(answer.status == (isTaken ? .ok : .badRequest))
            let text = String(buffer: answer.body)
            #expect(text.contains("comment is an object or a list") == isTaken, "\(text)")
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

    @Test(arguments: [(32 << 10, true), ((32 << 10) + 1, false)])
    func `a message of just 32 KB is taken, alone and in a batch`(bytes: Int, isTaken: Bool) async throws {
        try await serve { _, post in
            let start = #"{"type":"track","userId":"u","event":"E","properties":{"n":1,"ok":true,"list":[1,2],"text":""#
            let end = #""}}"#
            let message = start + String(repeating: "x", count: bytes - start.utf8.count - end.utf8.count) + end
            #expect(try await post("/v1/track", message).status == (isTaken ? .ok : .contentTooLarge))
            let batch = try await post("/v1/batch", #"{"batch":[\#(message)]}"#)
            #expect(batch.status == (isTaken ? .ok : .badRequest), "\(String(buffer: batch.body))")
        }
    }

    /// What came as credentials beside a write key in the body: a token of Segment's OAuth, no name, no credentials.
    @Test(arguments: ["Bearer eyJhbGciOi.J9.x", "Basic Og==", "Basic ", ""])
    func `a header that names nobody leaves it to the body`(header: String) async throws {
        try await ingesting { workspace, client, key in
            let answer = try await client.execute(
                uri: "/v1/batch", method: .post, headers: [.authorization: header],
                body: ByteBuffer(
                    string: #"{"batch":[{"type":"track","event":"E","userId":"u"}],"writeKey":"\#(key)"}"#))
            #expect(answer.status == .ok, "\(String(buffer: answer.body))")
            let refused = try await client.execute(
                uri: "/v1/batch", method: .post, headers: [.authorization: header],
                body: ByteBuffer(string: #"{"batch":[{"type":"track","event":"E","userId":"v"}],"writeKey":"wrong"}"#))
            #expect(refused.status == .unauthorized)
            #expect(try await workspace.store.profile(of: .user, id: "v") == nil)
        }
    }

    @Test func `what is announced as too large is refused before it comes`() async throws {
        try await ingesting { _, client, key in
            let answer = try await client.execute(
                uri: "/v1/batch", method: .post,
                headers: [
                    .authorization: "Basic " + Data("\(key):".utf8).base64EncodedString(), .contentLength: "600000",
                ])
            #expect(answer.status == .contentTooLarge)
        }
    }

    /// How the SDKs of each language call us, as their sources have it; `KEY` stands for the write key.
    @Test(arguments: [
        (
            "Python, Node, Go", "/v1/batch", true,
            #"{"batch":[{"type":"track","event":"E","userId":"u"}],"sentAt":"2026-09-21T00:00:00.000Z"}"#
        ),
        (
            "Java, Ruby, .NET, PHP, Android", "/v1/import", true,
            #"{"batch":[{"type":"track","event":"E","userId":"u","context":{},"integrations":{}}],"sentAt":"2026-09-21T00:00:00.000Z","sequence":1}"#
        ),
        ("Rust", "/v1/track", true, #"{"type":"track","userId":"u","event":"E","properties":null,"context":null}"#),
        (
            "analytics.js", "/v1/t", false,
            #"{"type":"track","event":"E","userId":"u","anonymousId":"a","writeKey":"KEY","_metadata":{"bundled":[]},"sentAt":"2026-09-21T00:00:00.000Z"}"#
        ),
        (
            "analytics.js, batching", "/v1/b", false,
            #"{"writeKey":"KEY","batch":[{"type":"track","event":"E","userId":"u","writeKey":"KEY"}],"sentAt":"2026-09-21T00:00:00.000Z"}"#
        ),
        (
            "Swift, Kotlin, React Native", "/v1/b", false,
            #"{"batch":[{"type":"track","event":"E","userId":"u","context":{"device":{}}}],"sentAt":"2026-09-21T00:00:00.000Z","writeKey":"KEY"}"#
        ),
        (
            "RudderStack, who says of users what it knows in the context", "/v1/batch", true,
            #"{"batch":[{"type":"identify","userId":"u","context":{"traits":{"email":"u@acme.com"}}}],"sentAt":"2026-09-21T00:00:00.000Z"}"#
        ),
        (
            "a batch whose messages alone have the key", "/v1/batch/", false,
            #"{"batch":[{"type":"track","event":"E","userId":"u","writeKey":"KEY"}]}"#
        ),
    ])
    func `each SDK's form is taken as it is`(sdk: String, path: String, sendsHeader: Bool, body: String) async throws {
        try await ingesting { workspace, client, key in
            var headers: HTTPFields = [.contentType: "text/plain", .origin: "https://shop.example.com"]
            if sendsHeader { headers[.authorization] = "Basic " + Data("\(key):".utf8).base64EncodedString() }
            let answer = try await client.execute(
                uri: path, method: .post, headers: headers,
                body: ByteBuffer(string: body.replacing("KEY", with: key)))
            #expect(answer.status == .ok, "\(sdk): \(String(buffer: answer.body))")
            #expect(answer.headers[.accessControlAllowOrigin] == "*")
            #expect(try await workspace.store.profile(of: .user, id: "u") != nil)
        }
    }

    @Test(arguments: ["", "nonsense", "READ"])
    func `a body with a wrong key or none is refused, and nothing of it is kept`(named: String) async throws {
        try await ingesting { workspace, client, _ in
            let read = try await workspace.hub.keys.create(name: "read", scope: .read, by: "test").text
            let answer = try await client.execute(
                uri: "/v1/t", method: .post, headers: [.origin: "https://shop.example.com"],
                body: ByteBuffer(
                    string: #"{"event":"E","userId":"u","writeKey":"\#(named == "READ" ? read : named)"}"#))
            #expect(answer.status == .unauthorized)
            #expect(answer.headers[.accessControlAllowOrigin] == "*", "a script may read the refusal")
            #expect(try await workspace.store.profile(of: .user, id: "u") == nil)
        }
    }

    @Test func `a browser that asks first is let through, on the ingest and nowhere else`() async throws {
        try await ingesting { _, client, key in
            let asked: HTTPFields = [
                .origin: "https://shop.example.com", .accessControlRequestMethod: "POST",
                try #require(HTTPField.Name("Access-Control-Request-Headers")):
                    "anonymousid,authorization,content-type",
            ]
            let may = try await client.execute(uri: "/v1/batch", method: .options, headers: asked)
            #expect(may.status == .noContent && may.headers[.accessControlAllowOrigin] == "*")
            #expect(may.headers[.accessControlAllowHeaders]?.contains("anonymousid") == true)
            let mayNot = try await client.execute(uri: "/api/v1/runs", method: .options, headers: asked)
            #expect(mayNot.headers[.accessControlAllowOrigin] == nil)
            let settings = try await client.execute(uri: "/v1/projects/\(key)/settings", method: .get)
            #expect(String(buffer: settings.body).contains(#""apiKey":"\#(key)""#))
            let none = try await client.execute(uri: "/v1/projects/unknown-key/settings", method: .get)
            #expect(none.status == .notFound)
        }
    }

    @Test func `a gzipped body is read, one that unpacks to too much or is broken is refused`() async throws {
        // gzip of {"userId":"u"}, and of 600,000 blanks.
        let identify = "H4sIAAAAAAACA6tWKi1OLfJMUbJSKlWqBQAl2qWsDgAAAA=="
        let blanks = "H4sIAAAAAAACA+3BMQEAAADCoCrrn9IaHkAB" + String(repeating: "A", count: 773) + "PBosSe7/MAnCQA="
        try await ingesting { _, client, key in
            let cases: [(Data?, HTTPResponse.Status)] = [
                (Data(base64Encoded: identify), .ok), (Data(base64Encoded: blanks), .contentTooLarge),
                (Data("{}".utf8), .badRequest),
            ]
            for (body, status) in cases {
                let answer = try await client.execute(
                    uri: "/v1/identify", method: .post,
                    headers: [
                        .authorization: "Basic " + Data("\(key):".utf8).base64EncodedString(), .contentEncoding: "gzip",
                    ], body: ByteBuffer(bytes: try #require(body)))
                #expect(answer.status == status, "\(String(buffer: answer.body))")
            }
        }
    }

    /// A workspace whose writer is at work, a client, and a write key.
    func ingesting(
        _ body: @escaping @Sendable (WebWorkspace, any TestClientProtocol, String) async throws -> Void
    ) async throws {
        let workspace = try WebWorkspace()
        let key = try await workspace.hub.keys.create(name: "sdk", scope: .ingest, by: "test").text
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await workspace.hub.ingest.serve() }
            try await workspace.serve { try await body(workspace, $0, key) }
            group.cancelAll()
        }
    }
}
