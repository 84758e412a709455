import HTTPTypes

extension CommunityService {
    func answerContent(_ call: APICall, _ path: [String]) throws -> APIAnswer {
        guard call.method == .get else { throw CommunityFault.methodNotAllowed }
        switch (path.first, path.count) {
        case ("topics", 1): return try topics(call)
        case ("categories", 1): return try categories(call)
        case ("category", 2) where path[1] == "getTree": return tree()
        case ("events", 1): return try events(call)
        case ("events", 3) where path[2] == "attendees": return try attendees(call, of: path[1])
        case ("webhooks", 1): return .json(.members(["result": []]))
        default: break
        }
        guard let type = SimulatedTopicType.allCases.first(where: { $0.plural == path.first }) else {
            throw CommunityFault.notFound
        }
        switch path.count {
        case 1: return try typedList(call, type)
        case 2: return .json(.members(["result": typed(try topic(path[1], type))]))
        case 3 where path[2] == "replies": return try replies(call, of: try topic(path[1], type))
        default: throw CommunityFault.notFound
        }
    }

    /// The unified list, narrowed, sorted downwards, and cut at the ceiling.
    private func topics(_ call: APICall) throws -> APIAnswer {
        let created = try CommunityRange(call.query, "createdAt")
        let active = try CommunityRange(call.query, "lastActivityAt")
        let types = Set(call.query.all("contentTypes[]") + [call.query["contentType"]].compactMap(\.self))
        let categories = Set(call.query.all("categoryIds[]") + [call.query["categoryId"]].compactMap(\.self))
        let names = categoryIDs()
        let found = community.read { state in
            state.topics.filter { topic in
                created.contains(topic.created) && active.contains(topic.lastActivity)
                    && (types.isEmpty || types.contains(topic.type.rawValue))
                    && (categories.isEmpty || categories.contains(names[topic.category] ?? ""))
            }
        }
        let sorted = try sort(found, by: call.query["sort"] ?? "lastActivityAt")
        let page = try ceiling(CommunityPage(call.query))
        return .json(.members(["result": .list(page.rows(of: sorted).map { unified($0, names) })]))
    }

    private func typedList(_ call: APICall, _ type: SimulatedTopicType) throws -> APIAnswer {
        let page = try ceiling(CommunityPage(call.query))
        let found = community.read { state in state.topics.filter { $0.type == type } }
        return .json(
            .members(["result": .list(page.rows(of: try sort(found, by: "lastActivityAt")).map { typed($0) })]))
    }

    private func ceiling(_ page: CommunityPage) throws(CommunityFault) -> CommunityPage {
        guard page.start + page.size <= topicCeiling else {
            throw .unprocessable("Only the first \(topicCeiling) topics matching the filter can be queried")
        }
        return page
    }

    private func sort(_ topics: [SimulatedTopic], by name: String) throws(CommunityFault) -> [SimulatedTopic] {
        switch name {
        case "lastActivityAt": topics.sorted { $0.lastActivity > $1.lastActivity }
        case "createdAt": topics.sorted { $0.created > $1.created }
        case "likes": topics.sorted { $0.likes > $1.likes }
        case "voteCount": topics.sorted { $0.votes > $1.votes }
        case "replyCount":
            topics.map { ($0, replyCount(of: $0.id)) }.sorted { $0.1 > $1.1 }.map(\.0)
        default: throw .unprocessable("sort: The value you selected is not a valid choice.")
        }
    }

    private func topic(_ id: String, _ type: SimulatedTopicType) throws(CommunityFault) -> SimulatedTopic {
        let topic = community.read { state in state.topicIndex[id].map { state.topics[$0] } }
        guard let topic, topic.type == type else { throw .notFound }
        return topic
    }

    private func replyCount(of topic: String) -> Int {
        community.read { $0.repliesOfTopic[topic]?.count ?? 0 }
    }

    /// Authors carry an id and a name, never an e-mail address.
    private func author(_ id: String?) -> JSONValue {
        guard let id else { return .members(["id": "0", "username": "Deleted user", "avatar": ""]) }
        return .members(["id": .text(id), "username": .text(community.member(id)?.username ?? ""), "avatar": ""])
    }

    private func unified(_ topic: SimulatedTopic, _ categories: [String: String]) -> JSONValue {
        .members([
            "contentType": .text(topic.type.rawValue), "id": .text(topic.id), "publicId": .text(topic.id),
            "title": .text(topic.title), "content": .text(topic.title),
            "categoryId": .text(categories[topic.category] ?? ""), "categoryName": .text(topic.category), "tags": [],
            "moderatorTags": [], "moderationLabel": nil, "replyCount": .integer(replyCount(of: topic.id)),
            "likes": .integer(topic.likes), "votes": .integer(topic.votes),
            "voteSet": .list(topic.votedBy.map(JSONValue.text)), "trashed": .flag(topic.isTrashed), "sticky": false,
            "bestAnswer": .flag(topic.isAnswered), "author": author(topic.author),
            "lastContributor": author(topic.author), "createdAt": Self.time(topic.created),
            "lastActivityAt": Self.time(topic.lastActivity),
            "status": .text(topic.closed == nil ? "published" : "closed"),
            "productAreas": [],
        ])
    }

    private func typed(_ topic: SimulatedTopic) -> JSONValue {
        var json = JSONValue.members([
            "id": .text(topic.id), "publicId": .text(topic.id), "title": .text(topic.title),
            "content": .text(topic.title), "author": author(topic.author),
            "categoryId": .optional(categoryIDs()[topic.category]), "lastActivityAt": Self.time(topic.lastActivity),
            "replyCount": .integer(replyCount(of: topic.id)), "spamReplyCount": 0, "pendingReplyCount": 0,
            "trashedReplyCount": 0, "totalReplyCount": .integer(replyCount(of: topic.id)), "tags": [],
            "closed": .flag(topic.closed != nil), "trashed": .flag(topic.isTrashed), "sticky": false, "spam": false,
            "seoCommunityUrl": .text("/topic-\(topic.id)"),
        ])
        json.set(topic.type.createdName, Self.time(topic.created))
        switch topic.type {
        case .question:
            json.set("answer", .optional(topic.answer))
            json.set("likedBy", .list(topic.likedBy.map(JSONValue.text)))
        case .idea:
            json.set("votedBy", .list(topic.votedBy.map(JSONValue.text)))
            json.set("status", .members(["name": .text(topic.closed == nil ? "New" : "Delivered")]))
        case .conversation, .article, .productUpdate:
            json.set("likedBy", .list(topic.likedBy.map(JSONValue.text)))
        }
        return json
    }

    private func replies(_ call: APICall, of topic: SimulatedTopic) throws -> APIAnswer {
        let page = try CommunityPage(call.query)
        let all = community.read { state in (state.repliesOfTopic[topic.id] ?? []).map { state.replies[$0] } }
        let sorted: [SimulatedReply] =
            switch call.query["sort"] ?? "oldestFirst" {
            case "mostRecentFirst": all.sorted { $0.created > $1.created }
            case "mostLiked": all.sorted { $0.likes > $1.likes }
            default: all.sorted { $0.created < $1.created }
            }
        let rows = page.rows(of: sorted).map { reply in
            JSONValue.members([
                "id": .text(reply.id), "publicReplyId": .text(reply.id), "content": "", "author": author(reply.author),
                "repliedAt": Self.time(reply.created), "trashed": .flag(reply.isTrashed), "spam": false,
                "highlighted": false, "pendingApproval": false, "likedBy": .list(reply.likedBy.map(JSONValue.text)),
                "permalink": .text("/topic-\(topic.id)?postid=\(reply.id)"),
            ])
        }
        return .json(.members(["result": .list(rows)]))
    }

    /// Category names and the ids they were given, in alphabetical order.
    private func categoryIDs() -> [String: String] {
        let names = community.read { state in Set(state.topics.map(\.category)) }.sorted()
        return Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, String($0 + 1)) })
    }

    private func categories(_ call: APICall) throws -> APIAnswer {
        let page = try CommunityPage(call.query)
        let sorted = categoryIDs().sorted { $0.key < $1.key }
        let rows = page.rows(of: Array(sorted.enumerated())).map { place, entry in
            JSONValue.members(["id": .text(entry.value), "name": .text(entry.key), "order": .integer(place)])
        }
        return .json(.members(["result": .list(rows)]))
    }

    private func tree() -> APIAnswer {
        let children = categoryIDs().sorted { $0.key < $1.key }.enumerated().map { place, entry in
            JSONValue.members([
                "id": Self.number(entry.value), "type": "community", "displayOrder": .integer(place),
                "title": .text(entry.key), "description": "", "parentId": nil, "isSection": false, "children": [],
            ])
        }
        return .json(.members(["result": .members(["community": .list(children)])]))
    }

    private func events(_ call: APICall) throws -> APIAnswer {
        let page = try CommunityPage(call.query)
        return community.read { state in
            let rows = page.rows(of: state.events).map { event in
                JSONValue.members([
                    "id": .text(event.id), "title": .text("Event \(event.id)"), "content": "",
                    "startDate": Self.time(event.attendees.map(\.signedUp).max() ?? 0),
                    "endDate": Self.time(event.attendees.map(\.signedUp).max() ?? 0), "location": "Online",
                    "timezone": "UTC", "trashed": false,
                ])
            }
            return .json(.members(["result": .list(rows)]))
        }
    }

    private func attendees(_ call: APICall, of id: String) throws -> APIAnswer {
        let page = try CommunityPage(call.query)
        let event = community.read { state in state.events.first { $0.id == id } }
        guard let event else { throw CommunityFault.notFound }
        let sorted = event.attendees.sorted { $0.signedUp > $1.signedUp }
        let rows = page.rows(of: sorted).map { attendee in
            JSONValue.members([
                "userId": .text(attendee.member), "eventId": .text(id), "signedUpAt": Self.time(attendee.signedUp),
            ])
        }
        return .json(.members(["result": .list(rows)]))
    }
}
