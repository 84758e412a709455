/// Where facts are kept and KPIs measured: whole batches in, whole columns out.
///
/// Every error thrown is a `RemediableError`.
package protocol FactStore: Sendable {
    /// Takes facts of one kind, batch by batch until `next` returns nothing; safe to repeat after a crash.
    ///
    /// Batches are cut as `header` says; each may stand in a transaction with others. Rows that cannot be taken are
    /// handed to `rejected`; the rest loads.
    func importFacts(
        _ kind: FactKind, header: [String], from next: () async throws -> TextBatch?,
        rejected: ([ImportCounts.Rejection]) throws -> Void
    ) async throws -> FactCounts

    /// Brings the activity calendars up to date with all facts taken so far, in the workspace's zone.
    ///
    /// - Returns: how many events were folded.
    @discardableResult
    func fold(zone: WorkspaceZone) async throws -> Int

    /// Measures all KPIs of all accounts as of a day, and keeps them; where they were measured already, only what
    /// changed since is looked at and written.
    func measure(
        asOf day: Day, zone: WorkspaceZone, now: Instant, progress: @Sendable (Int, Int) -> Void
    ) async throws -> MeasureReport

    /// Measured KPIs by account id: one row for every account, and for every one that facts name.
    func exportKPIs(asOf day: Day, to sink: @escaping @Sendable (ExportPart) throws -> Void) async throws
    /// Measured KPIs by account and feature id: rows that are not all zero.
    func exportFeatureKPIs(asOf day: Day, to sink: @escaping @Sendable (ExportPart) throws -> Void) async throws
    /// One KPI of every account as it was last measured as of a day; with `changedSince`, only rows written later.
    func values(
        of kpi: KPI, feature: String?, asOf day: Day, changedSince revision: Int64?
    ) async throws -> KPIColumn
    /// How one value came about.
    func receipt(
        for kpi: KPI, account: String, feature: String?, asOf day: Day, zone: WorkspaceZone
    ) async throws -> KPIReceipt
    /// An account's active users on each day, whom the KPIs of active users count.
    func dailyUsers(ofAccount account: String, in days: Range<Day>, zone: WorkspaceZone) async throws -> DailyUsers
    /// Drops raw events from before a day; the calendars keep what was folded from them.
    @discardableResult
    func purgeRawEvents(before day: Day, zone: WorkspaceZone) async throws -> Int
    /// Drops what was measured as of days before this one, but for the first measuring of each month; returns how many
    /// days.
    @discardableResult
    func dropSnapshots(before day: Day) async throws -> Int
    /// Forgets a user: the record, its calendars and raw events; responses and views lose the user and the comment.
    func eraseUser(_ id: String) async throws
}

/// What measuring did.
package struct MeasureReport: Sendable, Hashable {
    package var asOf: Day
    package var measuredAt: Instant
    package var zone: String
    /// Accounts that were looked at; after the first time only those whose facts changed.
    package var accounts = 0
    /// Accounts whose rows were written.
    package var changed = 0
    /// The change number that the written rows carry.
    package var revision: Int64 = 0

    package init(asOf: Day, measuredAt: Instant, zone: String) {
        self.asOf = asOf
        self.measuredAt = measuredAt
        self.zone = zone
    }
}

/// One KPI of many accounts, in columns.
package struct KPIColumn: Sendable {
    package var accountIDs: [String] = []
    /// Nothing where the value is missing.
    package var values: [Double?] = []

    package init() {}
}
