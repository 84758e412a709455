package import Domain
import NIOHTTP1

/// The Customer Communities API as a `Community`.
package struct CommunityConnector: Community {
    let client: CommunityClient
    let rows: CommunityRows
    static let pageSize = 100
    /// The last page below the ceiling; a full one says that there may be more.
    static let lastPage = 100
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
        var seen = 0
        var total = 0
        while true {
            var query = [("_returnIterable", "1"), ("page", String(number)), ("pageSize", String(Self.pageSize))]
            if let activeSince {
                query.append(("filter[lastactivity][from]", String(activeSince.milliseconds / 1000)))
            }
            let page = try await client.get("/user", query, as: MemberList.self)
            total = page.statistics.count
            var batch = TextBatch(columnCount: CommunityKind.users.columns.count)
            for member in page.users {
                if let member = member.value {
                    rows.append(member, to: &batch)
                } else {
                    rows.appendUnreadable(.users, to: &batch)
                }
            }
            if !batch.isEmpty { try await take(batch) }
            // A page that is not full ends the list only where nobody is missing.
            seen += page.users.count
            guard !page.users.isEmpty, page.users.count == Self.pageSize || seen < total else { return total }
            number += 1
        }
    }

    package func memberDetails(_ ids: [String]) async throws -> TextBatch {
        let answers = try await inParallel(ids) { id in try await detail(id) }
        var batch = TextBatch(columnCount: CommunityKind.users.columns.count)
        for answer in answers {
            switch answer {
            case .member(let member): rows.append(member, to: &batch)
            case .unreadable: rows.appendUnreadable(.users, to: &batch)
            case .unknown: break
            }
        }
        return batch
    }

    package func isMember(_ id: String) async throws -> Bool {
        if case .unknown = try await detail(id) { false } else { true }
    }

    private enum Detail {
        case member(MemberAnswer)
        /// The platform knows them, and says it in a way that is not understood.
        case unreadable
        case unknown
    }

    private func detail(_ id: String) async throws -> Detail {
        do {
            let path = "/user/userid/\(percentEncoded(id))"
            return .member(try await client.get(path, as: Wrapped<MemberAnswer>.self).result)
        } catch let error as CommunityError where error.reason == .notFound {
            return .unknown
        } catch let error as CommunityError where error.reason == .unreadable {
            return .unreadable
        }
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
            for reply in try await pages(folder + "/replies", of: ReplyAnswer.self, atLeast: topic.replies) {
                guard let reply = reply.value else {
                    rows.appendUnreadable(.content, to: &contribution.content)
                    continue
                }
                rows.append(reply, to: topic, answer: answer, &contribution)
            }
        } catch let error as CommunityError where error.reason == .notFound {
            // The topic went away between its page and this moment.
        } catch let error as CommunityError where error.reason == .unreadable {
            rows.appendUnreadable(.content, to: &contribution.content)
        }
        return contribution
    }

    package func readSignups(into take: (TextBatch) async throws -> Void) async throws {
        for event in try await pages("/v2/events", of: EventAnswer.self).compactMap({ $0.value?.id.text }) {
            var batch = TextBatch(columnCount: CommunityKind.activity.columns.count)
            let path = "/v2/events/\(percentEncoded(event))/attendees"
            for attendee in try await pages(path, of: AttendeeAnswer.self) {
                guard let attendee = attendee.value else {
                    rows.appendUnreadable(.activity, to: &batch)
                    continue
                }
                rows.append(attendee, event: event, to: &batch)
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

    /// A whole list of `/v2`, page after page; a page that is not full ends it, unless more are known to be there.
    func pages<Answer: Decodable & Sendable>(
        _ path: String, of type: Answer.Type, atLeast expected: Int = 0
    ) async throws -> [Tolerant<Answer>] {
        var all: [Tolerant<Answer>] = []
        var number = 1
        while true {
            let query = [("page", String(number)), ("pageSize", String(Self.pageSize))]
            let page = try await client.get(path, query, as: Wrapped<[Tolerant<Answer>]>.self).result
            all += page
            guard !page.isEmpty, page.count == Self.pageSize || all.count < expected else { return all }
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
