/// Runs, their stages and what became of each record (D§23).
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
