import Foundation

/// The files a simulated community is made from; each may be missing.
struct CommunityDataFolder {
    private let folder: String?

    init(_ folder: String?) {
        self.folder = folder
    }

    /// One community for each tenant that the files name; `default` where there is none.
    func communities() throws -> [SimulatedCommunity] {
        var states: [String: SimulatedCommunity.State] = [:]
        var order: [String] = []
        func change(_ tenant: String, _ body: (inout SimulatedCommunity.State) throws -> Void) rethrows {
            let name = tenant.isEmpty ? "default" : tenant
            if states[name] == nil { order.append(name) }
            try body(&states[name, default: SimulatedCommunity.State()])
        }
        try forEachRow("community-users") { row in
            try change(row["tenant"]) { $0.members.append(try member(row)) }
        }
        try forEachRow("community-content") { row in
            try change(row["tenant"]) { try add(row, to: &$0) }
        }
        for tenant in order { states[tenant]?.index() }
        try forEachRow("community-activity") { row in
            try change(row["tenant"]) { try addActivity(row, to: &$0) }
        }
        if order.isEmpty { change("default") { _ in } }
        return order.map { tenant in
            var state = states[tenant] ?? SimulatedCommunity.State()
            state.topics = state.topics.map { topic in
                var topic = topic
                topic.likes = max(topic.likes, topic.likedBy.count)
                topic.votes = max(topic.votes, topic.votedBy.count)
                return topic
            }
            return SimulatedCommunity(tenant: tenant, state: state)
        }
    }

    private func member(_ row: CommunityFileRow) throws -> SimulatedMember {
        let joined = try row.time("registered_at") ?? 0
        var member = SimulatedMember(
            id: row["id"], username: row["username"], email: row["email"], joined: joined,
            lastActive: try row.time("last_active_at") ?? joined)
        member.firstName = row["first_name"]
        member.lastName = row["last_name"]
        member.rank = row["rank"]
        member.company = row["company_custom"]
        member.roles = row.list("roles")
        member.badges = row.list("badges")
        member.groups = row.list("groups")
        return member
    }

    private func add(_ row: CommunityFileRow, to state: inout SimulatedCommunity.State) throws {
        let author = row["author_id"].isEmpty ? nil : row["author_id"]
        let created = try row.time("created_at") ?? 0
        if row["context"] == "reply" {
            var reply = SimulatedReply(id: row["id"], topic: row["topic_id"], author: author, created: created)
            reply.likes = row.number("likes")
            state.replies.append(reply)
            return
        }
        guard let type = SimulatedTopicType(file: row["content_type"]) else {
            throw row.fault("content_type is none of article, conversation, question, idea, product_update")
        }
        var topic = SimulatedTopic(
            id: row["id"], type: type, author: author, category: row["category"], title: row["title"],
            created: created, lastActivity: try row.time("modified_at") ?? created)
        topic.closed = try row.time("closed_at")
        topic.likes = row.number("likes")
        topic.votes = row.number("votes")
        topic.isAnswered = ["true", "1"].contains(row["is_answered"].lowercased())
        state.topics.append(topic)
    }

    private func addActivity(_ row: CommunityFileRow, to state: inout SimulatedCommunity.State) throws {
        let member = row["community_user_id"]
        let content = row["content_id"]
        switch row["type"] {
        case "vote_given":
            if let position = state.topicIndex[content] { state.topics[position].votedBy.append(member) }
        case "like_given":
            if let position = state.topicIndex[content] {
                state.topics[position].likedBy.append(member)
            } else if let position = state.replies.firstIndex(where: { $0.id == content }) {
                state.replies[position].likedBy.append(member)
                state.replies[position].likes = max(
                    state.replies[position].likes, state.replies[position].likedBy.count)
            }
        case "answer_accepted":
            guard let reply = state.replies.first(where: { $0.id == content }),
                let position = state.topicIndex[reply.topic]
            else { return }
            state.topics[position].answer = content
            state.topics[position].isAnswered = true
        case "event_signup":
            let signedUp = try row.time("occurred_at") ?? 0
            if let position = state.events.firstIndex(where: { $0.id == content }) {
                state.events[position].attendees.append((member, signedUp))
            } else {
                state.events.append(SimulatedEvent(id: content, attendees: [(member, signedUp)]))
            }
        case "points_assigned": state.points[member, default: 0] += 10
        default: break
        }
    }

    private func forEachRow(_ name: String, _ body: (CommunityFileRow) throws -> Void) throws {
        guard let folder else { return }
        let path = "\(folder)/\(name).csv"
        guard let data = FileManager.default.contents(atPath: path) else { return }
        let bytes = Array(data)
        do {
            guard var file = try CSVUpload(bytes, delimiter: UInt8(ascii: ",")) else { return }
            let columns = Dictionary(zip(file.header, file.header.indices), uniquingKeysWith: { first, _ in first })
            var number = 1
            while true {
                let rows = try file.nextRows(1000, of: bytes)
                if rows.isEmpty { return }
                for row in rows {
                    number += 1
                    try body(CommunityFileRow(cells: row.cells, columns: columns, place: "\(name).csv, row \(number)"))
                }
            }
        } catch let malformed as CSVUpload.Malformed {
            throw OrgDataError("\(name).csv: \(malformed.message)")
        }
    }
}

/// One row of a data file, read by column names.
struct CommunityFileRow {
    let cells: [String]
    let columns: [String: Int]
    let place: String

    /// Empty where the column is missing.
    subscript(name: String) -> String {
        guard let column = columns[name], column < cells.count else { return "" }
        return cells[column]
    }

    func list(_ name: String) -> [String] {
        self[name].split(separator: ";").map(String.init)
    }

    func number(_ name: String) -> Int { Int(self[name]) ?? 0 }

    /// Nothing for an empty cell.
    func time(_ name: String) throws(OrgDataError) -> Int64? {
        let text = self[name]
        guard !text.isEmpty else { return nil }
        guard let time = WireTime.parse(iso: text) ?? WireTime.parse(iso: text + "T00:00:00Z") else {
            throw fault("\(name) is not an ISO 8601 time: \(text)")
        }
        return time
    }

    func fault(_ reason: String) -> OrgDataError {
        OrgDataError("\(place): \(reason)")
    }
}
