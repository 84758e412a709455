import Domain

/// A community with something between it and the engine: rows left out, calls that fail.
struct DisguisedCommunity: Community {
    let community: any Community
    /// Ids that its lists leave out.
    var forgotten: Set<String> = []
    /// Says that there are no more members than those it names.
    var claimsAll = false
    var beforeDetails: @Sendable () throws -> Void = {}
    /// In place of a change of a role; the second argument makes it.
    var changingRole: @Sendable (_ member: String, _ make: () async throws -> Void) async throws -> Void = {
        try await $1()
    }

    init(_ community: any Community) {
        self.community = community
    }

    var tenant: String { community.tenant }

    func memberCount() async throws -> Int { try await community.memberCount() }

    func readMembers(activeSince: Instant?, into take: (TextBatch) async throws -> Void) async throws -> Int {
        let total = try await community.readMembers(activeSince: activeSince) { page in
            var shorter = TextBatch(columnCount: page.columnCount)
            for row in 0..<page.rowCount where !forgotten.contains(page.string(row: row, column: 1)) {
                for column in 0..<page.columnCount { shorter.append(page.string(row: row, column: column).utf8) }
            }
            try await take(shorter)
        }
        return claimsAll ? total - forgotten.count : total
    }

    func memberDetails(_ ids: [String]) async throws -> TextBatch {
        try beforeDetails()
        return try await community.memberDetails(ids)
    }

    func isMember(_ id: String) async throws -> Bool { try await community.isMember(id) }

    func readTopics(
        activeSince: Day?, until: Day, into take: (CommunityTopics) async throws -> Void
    ) async throws -> [String] {
        try await community.readTopics(activeSince: activeSince, until: until, into: take)
    }

    func replies(to topics: [CommunityTopics.Reference]) async throws -> CommunityContribution {
        try await community.replies(to: topics)
    }

    func readSignups(into take: (TextBatch) async throws -> Void) async throws {
        try await community.readSignups(into: take)
    }

    func setRole(_ role: String, of member: String, granted: Bool) async throws {
        try await changingRole(member) { try await community.setRole(role, of: member, granted: granted) }
    }
}
