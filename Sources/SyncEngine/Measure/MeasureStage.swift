package import Domain

/// Measures all KPIs of all accounts as of a day (D§10), then drops what is older than it is kept.
package struct MeasureStage: Sendable {
    private let facts: any FactStore & BookmarkStore

    package init(facts: any FactStore & BookmarkStore) {
        self.facts = facts
    }

    /// - Throws: `PlainError` where the workspace's time zone does not exist.
    package func run(_ context: RunContext) async throws -> StageReport {
        let name = context.configuration.workspace.timeZone
        guard let zone = WorkspaceZone(named: name) else {
            throw PlainError("The time zone \(name) is not known. Set workspace.time_zone to a name like Europe/Paris.")
        }
        let today = zone.day(of: context.startedAt)
        let day = context.asOf ?? today
        let measured = try await facts.measure(asOf: day, zone: zone, now: context.startedAt) { done, total in
            context.report(StageProgress(stage: .measure, entity: .account, done: done, total: total))
        }
        try await facts.setBookmark(measuredDayBookmark, to: day.text, in: context.run, at: context.startedAt)
        let kept = context.configuration.facts
        let purged = try await facts.purgeRawEvents(before: today.advanced(by: -kept.keepRawEventsDays), zone: zone)
        let dropped = try await facts.dropSnapshots(before: day.advanced(by: -kept.keepKPIsDays))

        var report = StageReport(stage: .measure, entity: .account)
        report["measured"] = measured.accounts
        report["changed"] = measured.changed
        report["raw events dropped"] = purged
        report["old measurings dropped"] = dropped
        report.notes.append("KPIs as of \(day.text), the start of that day in \(zone.name).")
        return report
    }
}
