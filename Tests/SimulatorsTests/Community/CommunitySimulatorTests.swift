import Foundation
import Simulators
import Testing

/// The simulated community keeps the written contract (D§18).
@Suite struct CommunitySimulatorTests {
    @Test func `a token without a scope opens nothing`() async throws {
        try await withCommunity(members: 1) { client in
            #expect(try await client.get("/v2/topics").status == 401)
            #expect(try await client.community(scope: "").get("/v2/topics").status == 401)
            #expect(try await client.community(scope: "read").get("/v2/topics").status == 200)
            #expect(try await client.community(scope: "read").send("DELETE", "/user/1/erase").status == 401)
            let refused = try await client.form(
                "/oauth2/token", ["grant_type": "client_credentials", "client_id": "default", "client_secret": "wrong"])
            #expect(refused.status == 401)
        }
    }

    @Test func `a token dies of age`() async throws {
        let clock = StepClock()
        var options = CommunitySimulator.Options()
        options.clock = { clock.now }
        try await withCommunity(members: 1, options) { client in
            let client = try await client.community()
            #expect(try await client.get("/user").status == 200)
            clock.advance(by: 7200)
            #expect(try await client.get("/user").status == 401)
        }
    }

    @Test func `members are an object keyed by id unless an array is asked for`() async throws {
        try await withCommunity(members: 130) { client in
            let client = try await client.community()
            let keyed = try await client.get("/user").json
            #expect(keyed["1"]?["email"]?.text == "m1@x.example")
            #expect(keyed["statistics"]?["count"]?.integer == 130)
            #expect(keyed.members?.count == 26)
            let list = try await client.get("/user?_returnIterable=1&page=2&pageSize=100").json
            #expect(list["users"]?.list?.count == 30)
            #expect(try await client.get("/user?pageSize=101").status == 422)
        }
    }

    @Test func `one question shows only topics below the ceiling, narrower ones show the rest`() async throws {
        var options = CommunitySimulator.Options()
        options.topicCeiling = 200
        try await withCommunity(members: 1, topics: 350, options) { client in
            let client = try await client.community()
            #expect(try await client.get("/v2/topics?page=2&pageSize=100").json["result"]?.list?.count == 100)
            let beyond = try await client.get("/v2/topics?page=3&pageSize=100")
            #expect(beyond.status == 422)
            #expect(beyond.json["errors"]?.list?.first?.text?.contains("can be queried") == true)
            var found = 0
            for day in 1...4 {
                let range = "createdAt%5Bfrom%5D=2026-01-0\(day)&createdAt%5Bto%5D=2026-01-0\(day)"
                found += try await client.get("/v2/topics?\(range)&pageSize=100").json["result"]?.list?.count ?? 0
            }
            #expect(found == 350)
        }
    }

    @Test func `authors carry no address, and erased members leave their content`() async throws {
        try await withCommunity(members: 2, topics: 1) { client in
            let client = try await client.community()
            let topic = try await client.get("/v2/topics").json["result"]?.list?.first
            #expect(topic?["author"]?["id"]?.text == "1")
            #expect(topic?["author"]?["email"] == nil)
            #expect(try await client.send("DELETE", "/user/1/erase").status == 202)
            #expect(try await client.get("/user/userid/1").status == 404)
            #expect(try await client.get("/v2/topics").json["result"]?.list?.first?["author"]?["id"]?.text == "0")
        }
    }

    @Test func `members and topics have every field of the contract, and refusals their shapes`() async throws {
        try await withCommunity(members: 1, topics: 1) { client in
            let client = try await client.community()
            let member = try await client.get("/user").json["1"]
            let fields = """
                userid username email posts topics solved deleted_posts likes likes_given followers following subscriptions \
                joindate lastvisit lastactivity lastpost rank_id rank_name rank_display_name reputation is_moderator avatar \
                signature reviewcount ratingcount blogposts pmtotal pmunread ipaddress usertitle
                """
            for field in fields.split(separator: " ") { #expect(member?[String(field)] != nil, "\(field)") }
            let topic = try await client.get("/v2/topics").json["result"]?.list?.first
            let ofTopic = """
                contentType id publicId title content categoryId categoryName tags moderatorTags moderationLabel replyCount \
                likes votes voteSet trashed sticky bestAnswer author lastContributor createdAt lastActivityAt status productAreas
                """
            for field in ofTopic.split(separator: " ") { #expect(topic?[String(field)] != nil, "\(field)") }
            let unknown = try await client.get("/user/userid/9")
            #expect(unknown.status == 404 && unknown.json["description"]?.text != nil)
            let wrong = try await client.get("/v2/topics?createdAt%5Bfrom%5D=yesterday")
            #expect(wrong.status == 422 && wrong.json["errors"]?.list?.count == 1)
            #expect(
                try await client.get("/user?filter%5Bbadges.badgeid%5D%5B%5D=7").json["statistics"]?["count"]?.integer
                    == 0)
            #expect(try await client.get("/leaderboard/weekly").status == 200)
            #expect(try await client.get("/leaderboard/user/1").status == 404)
            #expect(try await client.get("/leaderboard/yearly").status == 404)
        }
    }

    @Test func `roles are given and taken away`() async throws {
        try await withCommunity(members: 1) { client in
            let client = try await client.community()
            let body = "{\"data\":{\"user_role\":[\"VIP\"]}}"
            #expect(try await client.send("POST", "/user/1/role", body: body).status == 200)
            let roles = try await client.get("/user/userid/1").json["result"]?["roles"]?.list?.compactMap(\.text)
            #expect(roles == ["VIP"])
            #expect(try await client.send("DELETE", "/user/1/role/VIP").status == 204)
            #expect(try await client.send("DELETE", "/user/1/role/VIP").status == 422)
            #expect(try await client.send("POST", "/user/1/role", body: "{").status == 400)
        }
    }
}

extension WireClient {
    fileprivate func community(scope: String = "read write") async throws -> WireClient {
        let reply = try await form(
            "/oauth2/token",
            [
                "grant_type": "client_credentials", "client_id": "default", "client_secret": "crosswalk-secret",
                "scope": scope,
            ])
        var client = self
        client.token = reply.json["access_token"]?.text
        return client
    }
}

/// Runs a community of some members and topics, a hundred topics a day, for as long as the body takes.
private func withCommunity(
    members: Int, topics: Int = 0, _ options: CommunitySimulator.Options = .init(),
    _ body: @escaping @Sendable (WireClient) async throws -> Void
) async throws {
    let simulator = try CommunitySimulator(options)
    let community = try #require(simulator["default"])
    for number in 1...members {
        community.put(
            SimulatedMember(
                id: "\(number)", username: "m\(number)", email: "m\(number)@x.example", joined: 0, lastActive: 0))
    }
    let firstDay: Int64 = 1_767_225_600_000
    for number in 0..<topics {
        let created = firstDay + Int64(number / 100) * 86_400_000 + Int64(number)
        community.put(
            SimulatedTopic(
                id: "T\(number)", type: .question, author: "1", category: "News", title: "Title \(number)",
                created: created, lastActivity: created))
    }
    let (addresses, announce) = AsyncStream.makeStream(of: String.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await simulator.run { announce.yield($0) } }
        group.addTask {
            for await url in addresses {
                try await body(WireClient(url: url))
                return
            }
        }
        try await group.next()
        group.cancelAll()
    }
}
