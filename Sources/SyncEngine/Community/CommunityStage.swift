package import Domain

/// Brings one tenant's members, content and activity into the hub.
///
/// Each page is a transaction of its own, and the bookmark moves only when everything was read: a community that stops
/// half-way loses nothing. A member counts as gone only if a whole list was read, agrees with the platform's count, and
/// the platform, asked for that very member, does not know them (D§24).
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
        try await readMembers(since: bookmark, run, &report, progress)
        try await readContent(since: bookmark, until: now, &report)
        try await store.setBookmark(name, to: now.iso8601, in: run, at: now)
    }

    private func readMembers(
        since bookmark: Instant?, _ run: RunNumber, _ report: inout Report, _ progress: @Sendable (Int, Int?) -> Void
    ) async throws {
        let total = try await community.memberCount()
        let readsAll = bookmark == nil || total <= limits.wholeListMembers
        if readsAll { try await store.beginWholeList(tenant: community.tenant) }
        // What lists leave out is not emptied by them.
        let listed = try CommunityImportPlan(
            kind: .users,
            header: CommunityKind.users.columns.map { Self.onlyInDetails.contains($0.name) ? "" : $0.name })
        var seen = 0
        var changed: [String] = []
        let since = readsAll ? nil : bookmark?.advanced(by: .seconds(-limits.overlapSeconds))
        let stated = try await community.readMembers(activeSince: since) { page in
            seen += page.rowCount
            progress(seen, readsAll ? total : nil)
            if readsAll { try await store.noteSeen(page, tenant: community.tenant) }
            let counts = try await store.load([page], as: listed)
            report.members += counts
            guard counts.new + counts.changed > 0, changed.count < limits.detailedMembers else { return }
            changed += Self.active(in: page, since: bookmark)
        }
        try await readDetails(changed, &report)
        guard readsAll else { return }
        guard seen >= stated else {
            report.notes.append(
                "The member list of \(community.tenant) ended after \(seen) of \(stated) members; nobody was taken off the list."
            )
            return
        }
        try await takeOffList(run, &report)
    }

    /// The ids of members who were active since: whoever was not has changed nothing that lists leave out.
    private static func active(in page: TextBatch, since: Instant?) -> [String] {
        (0..<page.rowCount).filter { row in
            guard let since, let active = Instant(iso8601: page.string(row: row, column: 9)) else { return true }
            return active >= since
        }.map { page.string(row: $0, column: 1) }
    }

    private static let onlyInDetails: Set<String> = [
        "first_name", "last_name", "company_custom", "roles", "badges", "groups",
    ]

    /// Names, company and roles stand only in a member's own resource.
    private func readDetails(_ ids: [String], _ report: inout Report) async throws {
        let plan = try CommunityImportPlan.whole(.users)
        for start in stride(from: 0, to: ids.count, by: limits.detailBatch) {
            let part = Array(ids[start..<min(start + limits.detailBatch, ids.count)])
            let counts = try await store.load([try await community.memberDetails(part)], as: plan)
            report.members.rejected += counts.rejected
        }
    }

    private func takeOffList(_ run: RunNumber, _ report: inout Report) async throws {
        var gone: [String] = []
        for id in try await store.membersMissing(fromListOf: community.tenant) {
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
        let since = bookmark.map { Day(number: Int32($0.advanced(by: .seconds(-86_400)).milliseconds / 86_400_000)) }
        let today = Day(number: Int32(now.milliseconds / 86_400_000)).advanced(by: 1)
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
    package var overlapSeconds: Int64 = 600

    package init() {}
}
