/// The hub's own records and the catalogue of their attributes.
package protocol RecordStore: Sendable {
    /// The attributes in use, in the order of their names.
    func attributes() async throws -> [AttributeDefinition]
    /// Makes the catalogue say exactly this: adds columns, converts those whose type changed, disables the rest.
    ///
    /// - Throws: what would be lost, unless that is accepted; then nothing has changed.
    func declare(_ attributes: [AttributeDefinition], acceptingLosses: Bool) async throws -> AttributeChanges
    /// What would be lost if the catalogue said this.
    func losses(declaring attributes: [AttributeDefinition]) async throws -> [AttributeLoss]
    /// Upserts rows by key in one transaction; a row that changes nothing is not written.
    func load(_ batches: [TextBatch], as plan: ImportPlan) async throws -> ImportCounts
    /// The same for a part of a file, but rows that would change a record wait among `late`: load those after the last
    /// part.
    func load(
        _ batches: [TextBatch], as plan: ImportPlan, late: LateRows
    ) async throws -> (counts: ImportCounts, late: LateRows)
    /// Brings to an end what loading put off; call it after the last rows of a file.
    func finishLoading() async throws
    /// Nothing where no two persons have one e-mail.
    func sharedEmails() async throws -> SharedEmails?
    /// The records of one kind as files hold them, sorted by key, from one snapshot.
    func export(_ kind: RecordKind, to sink: @escaping @Sendable (ExportPart) throws -> Void) async throws
}

extension RecordStore {
    package func declare(_ attributes: [AttributeDefinition]) async throws -> AttributeChanges {
        try await declare(attributes, acceptingLosses: false)
    }
}

/// What a change of the attribute catalogue did.
package struct AttributeChanges: Sendable, Hashable {
    package var added: [String] = []
    package var enabled: [String] = []
    package var disabled: [String] = []
    package var converted: [String] = []
    /// Values that the new type of their attribute could not hold.
    package var lostValues = 0

    package init() {}

    package var isEmpty: Bool { self == AttributeChanges() }
}

/// A piece of an export: first the names of its columns, then its rows.
package enum ExportPart: Sendable {
    case header([String])
    case rows(TextBatch)
}

/// Runs, their stages and what became of each record.
package protocol Journal: Sendable {
    func beginRun(trigger: RunTrigger, stages: [StageName], at now: Instant) async throws -> RunNumber
    func endRun(_ run: RunNumber, status: RunStatus, reason: String?, at now: Instant) async throws
    /// Notes a run that did not begin because another one was going on.
    func noteSkippedRun(trigger: RunTrigger, stages: [StageName], reason: String, at now: Instant) async throws
    /// Writes a stage's row, or writes over it.
    func record(_ stage: StageRecord, of run: RunNumber) async throws
    func append(_ outcomes: [Outcome], to run: RunNumber) async throws
    /// Closes the runs that a dead process left open; call it while holding the workspace's lock.
    func closeInterruptedRuns(at now: Instant) async throws -> [RunNumber]
    /// The newest first.
    func runs(limit: Int, before: RunNumber?) async throws -> [RunSummary]
    /// The newest first, of those that a stage of these was part of.
    func runs(ofStages stages: [StageName], limit: Int) async throws -> [RunSummary]
    /// How often each outcome occurred in a run's stage.
    func outcomeCounts(of run: RunNumber, stage: StageName?) async throws -> [OutcomeCode: Int]
    /// Records that did not get what a stage of the run meant for them, each counted once.
    func failedRecords(of run: RunNumber) async throws -> Int
    /// `stage, entity, record, outcome, field, before, after, reason`, in the order of the journal.
    func exportOutcomes(
        of run: RunNumber, to sink: @escaping @Sendable (ExportPart) throws -> Void
    ) async throws
    /// Drops the outcomes of the runs that began before this time; the runs and their counts stay.
    func dropOutcomes(ofRunsBefore limit: Instant) async throws
    /// The last run whose outcomes have been dropped.
    func lastRunWithoutOutcomes() async throws -> RunNumber?
}

/// Small named texts that say how far something has got.
package protocol BookmarkStore: Sendable {
    func bookmark(_ name: String) async throws -> String?
    /// Nothing removes it.
    func setBookmark(_ name: String, to value: String?, in run: RunNumber?, at now: Instant) async throws
}

/// What records are called, for texts that name a few of them.
package protocol RecordNames: Sendable {
    /// Nothing where there is no such account, or it has no name.
    func name(ofAccount id: String) async throws -> String?
    /// By id: accounts' names; of users their own names, else their addresses. Those that have none are left out.
    func names(of entity: Entity, ids: [String]) async throws -> [String: String]
    /// By id: what the mirror holds of Salesforce records that tells them apart, as one short text.
    func names(ofMirrored object: String, ids: [String]) async throws -> [String: String]
}
