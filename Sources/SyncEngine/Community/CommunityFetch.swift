import Domain

/// Reads communities one after another; one that cannot be read leaves the others alone.
struct CommunityFetch: Sendable {
    let communities: [ConnectedCommunity]
    let store: any CommunityStore & BookmarkStore & ConnectionLedger
    let clock: @Sendable () -> Instant

    func run(_ context: RunContext) async throws -> [StageReport] {
        var reports: [StageReport] = []
        for community in try wanted(context.tenants) { reports.append(try await read(community, context)) }
        return reports
    }

    private func wanted(_ tenants: [String]?) throws -> [ConnectedCommunity] {
        guard let tenants else { return communities }
        let known = communities.map(\.tenant)
        if let unknown = tenants.first(where: { !known.contains($0) }) {
            let all = known.isEmpty ? "none is" : "connected: \(known.joined(separator: ", "))"
            throw PlainError(
                "The community \(unknown) is not connected; \(all). Run `crosswalk connect community` first.")
        }
        return communities.filter { tenants.contains($0.tenant) }
    }

    private func read(_ community: ConnectedCommunity, _ context: RunContext) async throws -> StageReport {
        let started = clock()
        var counted = CommunityStage.Report()
        var report = StageReport(stage: .community, entity: nil)
        report.tenant = community.tenant
        do {
            let stage = CommunityStage(community: try await community.open(), store: store)
            try await stage.run(context.run, at: started, isWhole: context.readsWhole, into: &counted) { seen, total in
                context.report(StageProgress(stage: .community, entity: nil, done: seen, total: total))
            }
        } catch let error as any RemediableError {
            try Task.checkCancellation()
            report.problem = error.advice
            report.notes.append(error.advice)
            report.failures += 1
        }
        for count in counted.counts { report[count.name] = count.value }
        report.notes += counted.notes
        report.failures += counted.rejected + (counted.withheld > 0 ? 1 : 0)
        report.span = (started, clock())
        try await store.note(
            "community:\(community.tenant)", isUp: report.problem == nil, reason: report.problem,
            records: counted.members.rows + counted.content.rows, at: clock())
        return report
    }
}
