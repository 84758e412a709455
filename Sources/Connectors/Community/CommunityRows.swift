import Domain

/// Turns the API's answers into the rows of the community's files.
struct CommunityRows {
    let tenant: String

    func append(_ member: MemberAnswer, to batch: inout TextBatch) {
        row(
            [
                tenant, member.userid.text, member.username ?? "", member.email ?? "", member.profile("first name"),
                member.profile("last name"), member.rankName ?? member.rank ?? "", member.profile("company"),
                unix(member.joindate), unix(member.lastactivity), list(member.roles), list(member.badges),
                member.profile("groups"),
            ], &batch)
    }

    /// A row that no table takes, so that what could not be read is counted and named.
    func appendUnreadable(_ kind: CommunityKind, to batch: inout TextBatch) {
        row([tenant] + [String](repeating: "", count: kind.columns.count - 1), &batch)
    }

    /// A page of topics.
    func topics(_ answers: [Tolerant<TopicAnswer>]) -> CommunityTopics {
        var topics = CommunityTopics(
            content: TextBatch(columnCount: CommunityKind.content.columns.count),
            activity: TextBatch(columnCount: CommunityKind.activity.columns.count), references: [])
        for answer in answers {
            if let answer = answer.value {
                append(answer, to: &topics)
            } else {
                appendUnreadable(.content, to: &topics.content)
            }
        }
        return topics
    }

    private func append(_ topic: TopicAnswer, to topics: inout CommunityTopics) {
        guard topic.trashed != true else { return topics.trashed.append(topic.id.text) }
        let type = topic.contentType == "productUpdate" ? "product_update" : topic.contentType
        let id = topic.id.text
        let created = time(topic.createdAt)
        let last = time(topic.lastActivityAt)
        row(
            [
                tenant, id, "topic", type, topic.author?.memberID ?? "", "", topic.categoryName ?? "",
                topic.title ?? "",
                created, last, topic.status == "closed" ? last : "", String(topic.likes ?? 0), String(topic.votes ?? 0),
                String(topic.replyCount ?? 0), topic.bestAnswer == true ? "true" : "false",
            ], &topics.content)
        activity("topic_created", id, by: topic.author?.memberID, at: created, &topics.activity)
        for voter in topic.voteSet ?? [] { activity("vote_given", id, by: voter.text, at: last, &topics.activity) }
        topics.references.append(
            CommunityTopics.Reference(
                id: id, type: type, lastActivity: Instant(iso8601: last) ?? Instant(milliseconds: 0),
                replies: topic.replyCount ?? 0, likes: topic.likes ?? 0))
    }

    func append(
        _ reply: ReplyAnswer, to topic: CommunityTopics.Reference, answer: String?,
        _ contribution: inout CommunityContribution
    ) {
        guard reply.trashed != true, reply.spam != true else { return }
        let id = reply.id.text
        let created = time(reply.repliedAt ?? reply.createdAt)
        let author = reply.author?.memberID ?? ""
        row(
            [
                tenant, id, "reply", topic.type, author, topic.id, "", "", created, "", "",
                String(reply.likedBy?.count ?? 0), "", "", id == answer ? "true" : "",
            ], &contribution.content)
        activity("reply_created", id, by: author, at: created, &contribution.activity)
        for member in reply.likedBy ?? [] {
            activity("like_given", id, by: member.text, at: created, &contribution.activity)
        }
        if id == answer { activity("answer_accepted", id, by: author, at: created, &contribution.activity) }
    }

    func append(likes: [PlainText], of topic: CommunityTopics.Reference, _ contribution: inout CommunityContribution) {
        for member in likes {
            activity(
                "like_given", topic.id, by: member.text, at: topic.lastActivity.iso8601, &contribution.activity)
        }
    }

    func append(_ attendee: AttendeeAnswer, event: String, to batch: inout TextBatch) {
        activity("event_signup", event, by: attendee.userId.text, at: time(attendee.signedUpAt), &batch)
    }

    /// The API gives activity no ids: what was done to what by whom is one.
    private func activity(
        _ type: String, _ content: String, by member: String?, at time: String, _ batch: inout TextBatch
    ) {
        guard let member, !member.isEmpty, !time.isEmpty else { return }
        row([tenant, "\(type):\(content):\(member)", member, type, content, time], &batch)
    }

    private func row(_ cells: [String], _ batch: inout TextBatch) {
        for cell in cells { batch.append(cell.utf8) }
    }

    private func list(_ things: [MemberAnswer.NamedThing]?) -> String {
        (things ?? []).map(\.name).joined(separator: ";")
    }

    private func unix(_ seconds: PlainText?) -> String {
        guard let seconds, let number = Int64(seconds.text), number > 0 else { return "" }
        return Instant(milliseconds: number * 1000).iso8601
    }

    private func time(_ text: String?) -> String {
        text.flatMap { Instant(iso8601: $0) }?.iso8601 ?? ""
    }
}
