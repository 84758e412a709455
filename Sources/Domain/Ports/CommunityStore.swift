/// The community's members, content and activity in the hub.
package protocol CommunityStore: Sendable {
    /// Upserts rows by key in one transaction; a row that changes nothing is not written.
    func load(_ batches: [TextBatch], as plan: CommunityImportPlan) async throws -> ImportCounts
    /// The rows of one kind as files hold them, sorted by key, each with its member's account.
    func exportCommunity(
        _ kind: CommunityKind, to sink: @escaping @Sendable (ExportPart) throws -> Void
    ) async throws
    /// `tenant, id, account_id, rule, decision, candidates, evidence`, sorted by key.
    func exportCommunityLinks(to sink: @escaping @Sendable (ExportPart) throws -> Void) async throws

    /// Begins to note which members a whole list names.
    func beginWholeList(tenant: String) async throws
    func noteSeen(_ batch: TextBatch, tenant: String) async throws
    /// The ids of present members that the list did not name.
    func membersMissing(fromListOf tenant: String) async throws -> [String]
    /// Takes members off the current list: who they were is forgotten, what they did stays, without a name (D§24).
    func erase(members ids: [String], tenant: String, run: RunNumber) async throws
    /// Opens a run of the community's own: it fetches, associates or changes roles.
    func beginCommunityRun(_ stages: [CommunityStageName], trigger: RunTrigger, at now: Instant) async throws
        -> RunNumber
    /// Writes the sync log's line of one tenant, or writes over it.
    func recordCommunity(_ entry: SyncLogEntry, of run: RunNumber) async throws
    /// The newest first.
    func syncLog(limit: Int) async throws -> [SyncLogEntry]
}

/// The stages of the community side, as runs and journal name them.
package enum CommunityStageName: String, Sendable, Hashable, CaseIterable {
    case community
    case associate
    case audience
}

/// One stage of one run of the community, for one tenant.
package struct SyncLogEntry: Sendable, Hashable {
    package var run: RunNumber
    package var stage: CommunityStageName
    /// Empty where the stage is not about one tenant.
    package var tenant: String
    package var startedAt: Instant
    package var endedAt: Instant?
    /// By name, in the order in which to show them.
    package var counts: [StageCount]
    package var firstError: String?

    package struct StageCount: Sendable, Hashable {
        package let name: String
        package let value: Int

        package init(_ name: String, _ value: Int) {
            self.name = name
            self.value = value
        }
    }

    package init(
        run: RunNumber, stage: CommunityStageName, tenant: String, startedAt: Instant, endedAt: Instant? = nil,
        counts: [StageCount] = [], firstError: String? = nil
    ) {
        self.run = run
        self.stage = stage
        self.tenant = tenant
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.counts = counts
        self.firstError = firstError
    }
}
