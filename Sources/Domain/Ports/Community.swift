/// A tenant of a community platform, in the columns of the community's files (docs/files.md).
///
/// Everything is read in pages of a hundred rows; nothing is asked for twice, and a page that came is not lost when a
/// later one fails.
package protocol Community: Sendable {
    var tenant: String { get }
    func memberCount() async throws -> Int
    /// Hands over the members, all or those active since, and returns how many the platform says there are.
    func readMembers(activeSince: Instant?, into take: (TextBatch) async throws -> Void) async throws -> Int
    /// Members with what lists leave out: names, company, roles, badges; those that are gone are left out.
    func memberDetails(_ ids: [String]) async throws -> TextBatch
    /// Whether the platform still knows a member.
    func isMember(_ id: String) async throws -> Bool
    /// Hands over topics, all or those with activity since a day; returns sentences about what could not be read.
    func readTopics(
        activeSince: Day?, until: Day, into take: (CommunityTopics) async throws -> Void
    ) async throws -> [String]
    /// The replies to topics, and the likes that topics and replies were given.
    func replies(to topics: [CommunityTopics.Reference]) async throws -> CommunityContribution
    /// Who signed up for events.
    func readSignups(into take: (TextBatch) async throws -> Void) async throws
    /// Gives a member a role or takes it away; taking away is never tried again by itself.
    func setRole(_ role: String, of member: String, granted: Bool) async throws
}

/// A page of topics.
package struct CommunityTopics: Sendable {
    package var content: TextBatch
    /// Who started topics and voted for them.
    package var activity: TextBatch
    package var references: [Reference]
    /// The ids of topics that were put into the bin.
    package var trashed: [String] = []

    /// A topic whose replies are still to be read.
    package struct Reference: Sendable, Hashable {
        package let id: String
        /// As the files spell it.
        package let type: String
        package let lastActivity: Instant
        package let replies: Int
        package let likes: Int

        package init(id: String, type: String, lastActivity: Instant, replies: Int, likes: Int) {
            self.id = id
            self.type = type
            self.lastActivity = lastActivity
            self.replies = replies
            self.likes = likes
        }
    }

    package init(content: TextBatch, activity: TextBatch, references: [Reference]) {
        self.content = content
        self.activity = activity
        self.references = references
    }
}

/// Replies as content, and what members did there as activity.
package struct CommunityContribution: Sendable {
    package var content: TextBatch
    package var activity: TextBatch

    package init() {
        content = TextBatch(columnCount: CommunityKind.content.columns.count)
        activity = TextBatch(columnCount: CommunityKind.activity.columns.count)
    }

    package static func += (left: inout CommunityContribution, right: CommunityContribution) {
        left.content.append(contentsOf: right.content)
        left.activity.append(contentsOf: right.activity)
    }
}

extension TextBatch {
    /// Appends the rows of a batch of the same columns.
    package mutating func append(contentsOf more: TextBatch) {
        let start = UInt32(bytes.count)
        bytes += more.bytes
        ends += more.ends.map { $0 + start }
        lines += more.lines
    }
}
