package import Domain
import NIOHTTP1

/// The Customer Communities API as a `Community`.
package struct CommunityConnector: Community {
    private let client: CommunityClient
    private let rows: CommunityRows
    private static let pageSize = 100
    /// The last page below the ceiling; a full one says that there may be more.
    private static let lastPage = 100
    private static let parallelCalls = 4

    package init(settings: CommunityConnection, connection: HTTPConnection) {
        client = CommunityClient(settings: settings, connection: connection)
        rows = CommunityRows(tenant: settings.tenant)
    }

    package var tenant: String { rows.tenant }

    package func memberCount() async throws -> Int {
        let query = [("_returnIterable", "1"), ("page", "1"), ("pageSize", "1")]
        return try await client.get("/user", query, as: MemberList.self).statistics.count
    }

    package func readMembers(
        activeSince: Instant?, into take: (TextBatch) async throws -> Void
    ) async throws -> Int {
        var number = 1
        var total = 0
        while true {
            var query = [("_returnIterable", "1"), ("page", String(number)), ("pageSize", String(Self.pageSize))]
            if let activeSince {
                query.append(("filter[lastactivity][from]", String(activeSince.milliseconds / 1000)))
            }
            let page = try await client.get("/user", query, as: MemberList.self)
            total = page.statistics.count
            var batch = TextBatch(columnCount: CommunityKind.users.columns.count)
            for member in page.users { rows.append(member, to: &batch) }
            if !batch.isEmpty { try await take(batch) }
            guard page.users.count == Self.pageSize else { return total }
            number += 1
        }
    }

    package func memberDetails(_ ids: [String]) async throws -> TextBatch {
        let answers = try await inParallel(ids) { id in try await detail(id) }
        var batch = TextBatch(columnCount: CommunityKind.users.columns.count)
        for answer in answers { if let answer { rows.append(answer, to: &batch) } }
        return batch
    }

    package func isMember(_ id: String) async throws -> Bool {
        try await detail(id) != nil
    }

    private func detail(_ id: String) async throws -> MemberAnswer? {
        do {
            return try await client.get(
                "/user/userid/\(percentEncoded(id))", as: Wrapped<MemberAnswer>.self
            ).result
        } catch let error as CommunityError where error.reason == .notFound {
            return nil
        }
    }

    package func readTopics(
        activeSince: Day?, until: Day, into take: (CommunityTopics) async throws -> Void
    ) async throws -> [String] {
        var notes: [String] = []
        var waiting = [TopicShard(activeSince: activeSince, until: until)]
        var categories: [String]?
        while let shard = waiting.popLast() {
            let first = try await page(1, of: shard)
            guard try await isOverCeiling(shard, first: first) else {
                try await read(shard, first: first, into: take)
                continue
            }
            if categories == nil, shard.types.count == 1, shard.created.lowerBound == shard.created.upperBound {
                categories = try await categoryIDs()
            }
            let parts = shard.parts(categories: categories ?? [])
            if parts.isEmpty {
                notes.append(
                    "More than 10,000 topics of one type, day and category (\(shard.types[0]), \(shard.created.lowerBound.text)): "
                        + "the API shows only the first 10,000 of them.")
                try await read(shard, first: first, into: take)
            }
            waiting += parts.reversed()
        }
        return notes
    }

    /// The tenth thousand is asked for; a full page there says that more may follow.
    private func isOverCeiling(_ shard: TopicShard, first: [TopicAnswer]) async throws -> Bool {
        guard first.count == Self.pageSize else { return false }
        do {
            return try await page(Self.lastPage, of: shard).count == Self.pageSize
        } catch let error as CommunityError where error.reason == .ceiling {
            return true
        }
    }

    private func read(
        _ shard: TopicShard, first: [TopicAnswer], into take: (CommunityTopics) async throws -> Void
    ) async throws {
        var answers = first
        var number = 1
        while true {
            var topics = CommunityTopics(
                content: TextBatch(columnCount: CommunityKind.content.columns.count),
                activity: TextBatch(columnCount: CommunityKind.activity.columns.count), references: [])
            for answer in answers { rows.append(answer, to: &topics) }
            if !topics.references.isEmpty || !topics.trashed.isEmpty { try await take(topics) }
            guard answers.count == Self.pageSize, number < Self.lastPage else { return }
            number += 1
            answers = try await page(number, of: shard)
        }
    }

    private func page(_ number: Int, of shard: TopicShard) async throws -> [TopicAnswer] {
        try await client.get("/v2/topics", shard.query(page: number), as: Wrapped<[TopicAnswer]>.self).result
    }

    private func categoryIDs() async throws -> [String] {
        try await pages("/v2/categories", of: CategoryAnswer.self).map(\.id.text)
    }

    package func replies(to topics: [CommunityTopics.Reference]) async throws -> CommunityContribution {
        let parts = try await inParallel(topics) { topic in try await replies(to: topic) }
        var whole = CommunityContribution()
        for part in parts { whole += part }
        return whole
    }

    private func replies(to topic: CommunityTopics.Reference) async throws -> CommunityContribution {
        var contribution = CommunityContribution()
        let folder =
            "/v2/" + (topic.type == "product_update" ? "productUpdates" : topic.type + "s") + "/"
            + percentEncoded(topic.id)
        do {
            var answer: String?
            if topic.likes > 0 || topic.type == "question" {
                let typed = try await client.get(folder, as: Wrapped<TypedTopicAnswer>.self).result
                answer = typed.answer?.text
                rows.append(likes: typed.likedBy ?? [], of: topic, &contribution)
            }
            guard topic.replies > 0 else { return contribution }
            for reply in try await pages(folder + "/replies", of: ReplyAnswer.self) {
                rows.append(reply, to: topic, answer: answer, &contribution)
            }
        } catch let error as CommunityError where error.reason == .notFound {
            // The topic went away between its page and this moment.
        }
        return contribution
    }

    package func readSignups(into take: (TextBatch) async throws -> Void) async throws {
        for event in try await pages("/v2/events", of: EventAnswer.self) {
            var batch = TextBatch(columnCount: CommunityKind.activity.columns.count)
            let path = "/v2/events/\(percentEncoded(event.id.text))/attendees"
            for attendee in try await pages(path, of: AttendeeAnswer.self) {
                rows.append(attendee, event: event.id.text, to: &batch)
            }
            if !batch.isEmpty { try await take(batch) }
        }
    }

    package func setRole(_ role: String, of member: String, granted: Bool) async throws {
        let path = "/user/\(percentEncoded(member))/role"
        if granted {
            try await client.change(.POST, path, body: "{\"data\":{\"user_role\":[\(JSONText.quoted(role))]}}")
        } else {
            try await client.change(.DELETE, "\(path)/\(percentEncoded(role))")
        }
    }

    /// A whole list of `/v2`, page after page.
    private func pages<Answer: Decodable & Sendable>(_ path: String, of type: Answer.Type) async throws -> [Answer] {
        var all: [Answer] = []
        var number = 1
        while true {
            let query = [("page", String(number)), ("pageSize", String(Self.pageSize))]
            let page = try await client.get(path, query, as: Wrapped<[Answer]>.self).result
            all += page
            guard page.count == Self.pageSize else { return all }
            number += 1
        }
    }

    /// A few calls side by side; the answers come in the order of the questions.
    private func inParallel<Question: Sendable, Answer: Sendable>(
        _ questions: [Question], _ ask: @escaping @Sendable (Question) async throws -> Answer
    ) async throws -> [Answer] {
        try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
            var answers = [Answer?](repeating: nil, count: questions.count)
            var next = 0
            func start() {
                let (place, question) = (next, questions[next])
                group.addTask { (place, try await ask(question)) }
                next += 1
            }
            while next < min(Self.parallelCalls, questions.count) { start() }
            while let (place, answer) = try await group.next() {
                answers[place] = answer
                if next < questions.count { start() }
            }
            return answers.compactMap(\.self)
        }
    }
}

/// A text as JSON writes it.
enum JSONText {
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\u{0}"..<" ": quoted += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
