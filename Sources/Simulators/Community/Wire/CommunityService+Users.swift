import HTTPTypes

extension CommunityService {
    func answerUser(_ call: APICall, _ path: [String]) async throws -> APIAnswer {
        switch (call.method, path.count) {
        case (.get, 0): return try list(call)
        case (.get, 1): return try detail { $0.id == path[0] }
        case (.get, 2): return try find(path[0], path[1])
        case (.post, 2) where path[1] == "role": return try await addRoles(call, to: path[0])
        case (.post, 2) where path == ["bulk", "role"], (.delete, 2) where path == ["bulk", "role"]:
            return try await changeRoles(call)
        case (.delete, 3) where path[1] == "role": return try removeRole(path[2], from: path[0])
        case (.delete, 2) where path[1] == "erase":
            guard community.erase(path[0]) else { throw CommunityFault.notFound }
            return APIAnswer(status: 202)
        default: throw CommunityFault.notFound
        }
    }

    /// An object keyed by id, unless an array is asked for; both carry `statistics.count`.
    private func list(_ call: APICall) throws -> APIAnswer {
        let page = try CommunityPage(call.query)
        let joined = try CommunityRange(call.query, "filter[joindate]")
        let active = try CommunityRange(call.query, "filter[lastactivity]")
        let roles = call.query.all("filter[roles.rolename][]")
        let badges = Set(call.query.all("filter[badges.badgeid][]"))
        let ids = Set(call.query.all("filter[userid][]"))
        let members = community.read { state in
            state.members.filter { member in
                joined.contains(member.joined) && active.contains(member.lastActive)
                    && (roles.isEmpty || !roles.allSatisfy { !member.roles.contains($0) })
                    && (badges.isEmpty || !badges.isDisjoint(with: member.badges))
                    && (ids.isEmpty || ids.contains(member.id))
            }
        }
        let statistics = JSONValue.members(["count": .integer(members.count)])
        let counts = contentCounts()
        let rows = page.rows(of: members).map { (id: $0.id, json: row($0, counts[$0.id] ?? (0, 0))) }
        if call.query["_returnIterable"] == "1" {
            return .json(.members(["users": .list(rows.map(\.json)), "statistics": statistics]))
        }
        var object = JSONValue.object(rows.map { JSONValue.Member(name: $0.id, value: $0.json) })
        object.set("statistics", statistics)
        return .json(object)
    }

    private func contentCounts() -> [String: (topics: Int, replies: Int)] {
        community.read { state in
            var counts: [String: (topics: Int, replies: Int)] = [:]
            for topic in state.topics { if let author = topic.author { counts[author, default: (0, 0)].topics += 1 } }
            for reply in state.replies { if let author = reply.author { counts[author, default: (0, 0)].replies += 1 } }
            return counts
        }
    }

    private func contentCounts(of member: String) -> (topics: Int, replies: Int) {
        community.read { state in
            (state.topics.count { $0.author == member }, state.replies.count { $0.author == member })
        }
    }

    private func row(_ member: SimulatedMember, _ counts: (topics: Int, replies: Int)) -> JSONValue {
        .members([
            "userid": Self.number(member.id), "username": .text(member.username), "email": .text(member.email),
            "posts": .integer(counts.replies), "topics": .integer(counts.topics), "solved": 0, "deleted_posts": 0,
            "likes": 0, "likes_given": 0, "followers": 0, "following": 0, "subscriptions": 0,
            "joindate": .integer(member.joined / 1000), "lastvisit": .integer(member.lastActive / 1000),
            "lastactivity": .integer(member.lastActive / 1000), "lastpost": 0, "rank_id": 1,
            "rank_name": .text(member.rank), "rank_display_name": .text(member.rank), "reputation": 0,
            "is_moderator": .flag(member.roles.contains("roles.moderator")), "avatar": "", "signature": "",
            "ipaddress": "203.0.113.7", "usertitle": "", "reviewcount": 0, "ratingcount": 0,
            "blogposts": 0, "pmtotal": 0, "pmunread": 0,
        ])
    }

    private func find(_ field: String, _ value: String) throws -> APIAnswer {
        switch field {
        case "userid": try detail(of: community.member(value), wrapped: true)
        case "email": try detail(wrapped: true) { $0.email.lowercased() == value.lowercased() && !value.isEmpty }
        case "username": try detail(wrapped: true) { $0.username == value }
        default: throw CommunityFault.notFound
        }
    }

    private func detail(wrapped: Bool = false, _ matches: (SimulatedMember) -> Bool) throws -> APIAnswer {
        try detail(of: community.members.first(where: matches), wrapped: wrapped)
    }

    private func detail(of member: SimulatedMember?, wrapped: Bool) throws -> APIAnswer {
        guard let member else { throw CommunityFault.notFound }
        let counts = contentCounts(of: member.id)
        var json = row(member, counts)
        json.set("rank", .text(member.rank))
        let fields = [
            ("First name", member.firstName), ("Last name", member.lastName), ("Company", member.company),
            ("Groups", member.groups.joined(separator: ";")),
        ]
        json.set(
            "profileFields",
            .list(
                fields.filter { !$0.1.isEmpty }.map {
                    .members(["name": .text($0.0), "NormalizedValue": .text($0.1)])
                }))
        json.set("roles", .list(member.roles.map(JSONValue.text)))
        json.set("badges", .list(member.badges.map(JSONValue.text)))
        json.set(
            "user_statistics",
            .members([
                "post_count": .integer(counts.topics + counts.replies), "topic_count": .integer(counts.topics),
                "topic_answered_count": 0, "likes": 0, "likes_given": 0,
            ]))
        json.set("sso", .object([]))
        return .json(wrapped ? .members(["result": json]) : json)
    }

    private func addRoles(_ call: APICall, to id: String) async throws -> APIAnswer {
        let body = try await json(call)
        guard let roles = body["data"]?["user_role"]?.list?.compactMap(\.text), !roles.isEmpty else {
            throw CommunityFault.badRequest("Bad Request", "data.user_role is missing")
        }
        let isThere = community.change(id) { member in
            for role in roles where !member.roles.contains(role) { member.roles.append(role) }
        }
        guard isThere else { throw CommunityFault.notFound }
        return .json("Done")
    }

    private func changeRoles(_ call: APICall) async throws -> APIAnswer {
        let data = try await json(call)["data"]
        guard let ids = data?["userIds"]?.list, let roles = data?["roleIds"]?.list, !ids.isEmpty, !roles.isEmpty else {
            throw CommunityFault.badRequest("Bad Request", "data.userIds and data.roleIds are needed")
        }
        guard ids.count <= 100 else { throw CommunityFault.unprocessable("userIds: 100 ids or less.") }
        for id in ids.compactMap(\.plainText) {
            community.change(id) { member in
                for role in roles.compactMap(\.plainText) {
                    member.roles.removeAll { $0 == role }
                    if call.method == .post { member.roles.append(role) }
                }
            }
        }
        return .noContent
    }

    private func removeRole(_ role: String, from id: String) throws -> APIAnswer {
        guard let member = community.member(id) else { throw CommunityFault.notFound }
        guard member.roles.contains(role) else {
            throw CommunityFault.unprocessable("The user does not have the role \(role).")
        }
        community.change(id) { $0.roles.removeAll { $0 == role } }
        return .noContent
    }

    private func json(_ call: APICall) async throws -> JSONValue {
        do {
            return try JSONParser.parse(try await call.body.collect())
        } catch let failure as JSONParser.Failure {
            throw CommunityFault.badRequest("Malformed input", failure.message)
        }
    }
}

extension JSONValue {
    /// A text, or a number as it is written.
    fileprivate var plainText: String? {
        switch self {
        case .text(let text), .number(let text): text
        default: nil
        }
    }
}
