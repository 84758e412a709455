package import Domain

/// Brings one tenant's members, content and activity into the hub.
///
/// Each page is a transaction of its own, and the bookmark moves only when everything was read: a community that stops
/// half-way loses nothing. A member counts as gone only if a whole list was read, agrees with the platform's count, and
/// the platform, asked for that very member, does not know them (D§24). Of whom only a list was read stands in the store,
/// so that a run which dies before it has asked for their details leaves that to the next.
package struct CommunityStage: Sendable {
    let community: any Community
    let store: any CommunityStore & BookmarkStore
    let limits: CommunityLimits

    package init(
        community: any Community, store: any CommunityStore & BookmarkStore, limits: CommunityLimits = CommunityLimits()
    ) {
        self.community = community
        self.store = store
        self.limits = limits
    }

    package struct Report: Sendable {
        package var members = ImportCounts()
        package var content = ImportCounts()
        package var activity = ImportCounts()
        package var gone = 0
        package var contentGone = 0
        /// Members who look gone and were not taken off the list, because they are too many at once.
        package var withheld = 0
        package var notes: [String] = []

        package init() {}

        package var rejected: Int { members.rejected.count + content.rejected.count + activity.rejected.count }

        package var counts: [(name: String, value: Int)] {
            [
                ("read", members.rows), ("new", members.new), ("changed", members.changed), ("gone", gone),
                ("content read", content.rows), ("content new", content.new), ("content changed", content.changed),
                ("content gone", contentGone),
                ("activity new", activity.new), ("rejected", rejected),
            ]
        }
    }

    /// - Parameter isWhole: read everything, whatever was read before.
    package func run(
        _ run: RunNumber, at now: Instant, isWhole: Bool = false, into report: inout Report,
        progress: @Sendable (Int, Int?) -> Void = { _, _ in }
    ) async throws {
        let name = "community:\(community.tenant)"
        let bookmark = isWhole ? nil : try await store.bookmark(name).flatMap { Instant(iso8601: $0) }
        let list = try await readMembers(since: bookmark, &report, progress)
        if isWhole { try await store.forgetDetails(of: community.tenant) }
        try await readDetails(&report)
        if list.isOfAll, list.isComplete { try await takeOffList(listed: list.seen, isWhole, run, &report) }
        try await readContent(since: bookmark, until: now, &report)
        // Who was missing from a list that is not read as a whole next time would never be read again.
        guard list.isComplete || list.total <= limits.wholeListMembers else { return }
        try await store.setBookmark(name, to: now.iso8601, in: run, at: now)
    }

    /// What became of reading a list of members.
    private struct MemberList {
        /// Not only those active since the last time.
        let isOfAll: Bool
        let total: Int
        var seen = 0
        /// It named as many members as it said there are.
        var isComplete = true
    }

    private func readMembers(
        since bookmark: Instant?, _ report: inout Report, _ progress: @Sendable (Int, Int?) -> Void
    ) async throws -> MemberList {
        let total = try await community.memberCount()
        var list = MemberList(isOfAll: bookmark == nil || total <= limits.wholeListMembers, total: total)
        if list.isOfAll { try await store.beginWholeList(tenant: community.tenant) }
        // What lists leave out is not emptied by them.
        var plan = try CommunityImportPlan(
            kind: .users,
            header: CommunityKind.users.columns.map { Self.onlyInDetails.contains($0.name) ? "" : $0.name })
        plan.lacksDetails = true
        let since = list.isOfAll ? nil : bookmark?.advanced(by: .seconds(-limits.overlapSeconds))
        let stated = try await community.readMembers(activeSince: since) { [plan] page in
            list.seen += page.rowCount
            progress(list.seen, list.isOfAll ? total : nil)
            if list.isOfAll { try await store.noteSeen(page, tenant: community.tenant) }
            report.members += try await store.load([page], as: plan)
        }
        guard list.seen < stated else { return list }
        list.isComplete = false
        report.notes.append(
            "The member list of \(community.tenant) ended after \(list.seen) of \(stated) members; nobody was taken off the list."
        )
        return list
    }

    private static let onlyInDetails: Set<String> = [
        "first_name", "last_name", "company_custom", "roles", "badges", "groups",
    ]

    /// Names, company and roles stand only in a member's own resource; whom a run does not get to waits for the next.
    private func readDetails(_ report: inout Report) async throws {
        var left = limits.detailedMembers
        while true {
            let ids = try await store.membersLackingDetails(
                of: community.tenant, limit: min(limits.detailBatch, max(1, left)))
            guard !ids.isEmpty else { return }
            guard left > 0 else {
                report.notes.append(
                    "Names and roles were read of \(limits.detailedMembers) members of \(community.tenant), as many as a run "
                        + "asks for; the next one goes on.")
                return
            }
            let details = try await community.memberDetails(ids)
            let counts = try await store.load(details: details, of: ids, tenant: community.tenant)
            report.members.rejected += counts.rejected
            left -= ids.count
        }
    }

    private func takeOffList(
        listed: Int, _ isWhole: Bool, _ run: RunNumber, _ report: inout Report
    ) async throws {
        let missing = try await store.membersMissing(fromListOf: community.tenant)
        // The list of another community, or of a broken one, looks just like this.
        guard isWhole || missing.count <= max(limits.goneAtOnce, listed / 5) else {
            report.withheld = missing.count
            report.notes.append(
                "\(missing.count) members of \(community.tenant) are missing from its list of \(listed): too many at once, so nobody "
                    + "was taken off the list. Check that host and client id are those of this community; `crosswalk "
                    + "community sync --tenant \(community.tenant) --full` takes them off.")
            return
        }
        var gone: [String] = []
        for id in missing {
            // A list that shifts while it is read may skip somebody.
            if try await !community.isMember(id) { gone.append(id) }
        }
        try await store.erase(members: gone, tenant: community.tenant, run: run)
        report.gone = gone.count
    }

    private func readContent(since bookmark: Instant?, until now: Instant, _ report: inout Report) async throws {
        let content = try CommunityImportPlan.whole(.content)
        var activity = try CommunityImportPlan.whole(.activity)
        activity.keepsKnownRows = true
        let since = bookmark.map { $0.dayInUTC.advanced(by: -1) }
        let today = now.dayInUTC.advanced(by: 1)
        report.notes += try await community.readTopics(activeSince: since, until: today) { [store, community] topics in
            report.contentGone += try await store.withdraw(topics: topics.trashed, tenant: community.tenant)
            report.content += try await store.load([topics.content], as: content)
            report.activity += try await store.load([topics.activity], as: activity)
            let replies = try await community.replies(to: topics.references)
            report.content += try await store.load([replies.content], as: content)
            report.activity += try await store.load([replies.activity], as: activity)
        }
        try await community.readSignups { [store] signups in
            report.activity += try await store.load([signups], as: activity)
        }
    }
}

/// How much of a community is read at a time.
package struct CommunityLimits: Sendable {
    /// Up to so many members the whole list is read each time, so that changed addresses and erased members show.
    package var wholeListMembers = 100_000
    /// Of at most so many new or changed members a run asks for what lists leave out.
    package var detailedMembers = 5_000
    package var detailBatch = 100
    /// More than so many members, and more than a fifth of the list, are not taken off it at once.
    package var goneAtOnce = 20
    package var overlapSeconds: Int64 = 600

    package init() {}
}
