package import Domain

/// Links our records with theirs by the configured rules, and writes what differs (D§4, D§5).
///
/// Every batch of links is one transaction with its outcomes. A run that dies before the last one begins again from the
/// same state, and finds what it has written as it would write it.
package struct MatchStage: Sendable {
    let store: any MatchStore
    /// So many links are written in one transaction.
    let batchSize: Int
    /// So many of our records are in memory at once, where all are decided.
    let spanSize: Int

    package init(store: any MatchStore, batchSize: Int = 65_536, spanSize: Int = WholeMatch.usualSpanSize) {
        self.store = store
        self.batchSize = batchSize
        self.spanSize = spanSize
    }

    /// - Parameter decidesAll: decides every record, also those that no change can have reached.
    package func run(
        _ context: RunContext, entity: Entity, decidesAll: Bool = false
    ) async throws -> StageReport {
        let plan = try await Self.plan(for: entity, context.configuration, store: store)
        let state = try await store.matchState(of: entity)
        let isComparable = state?.fingerprint == plan.fingerprint && !decidesAll
        let changes = try await store.matchChanges(of: plan, since: isComparable ? state : nil)
        var report = StageReport(stage: .match, entity: entity)
        report.notes = Self.notes(of: plan, hasFetched: context.hasFetched)
        report.isPartial = !report.notes.isEmpty
        var part: MatchLoad?
        if isComparable, let incremental = IncrementalMatch(plan: plan, changes: changes) {
            guard !changes.isEmpty else {
                Self.describe(0, MatchCounts(), in: &report)
                return report
            }
            part = try await incremental.load(from: store)
        }
        var progress = MatchProgress(total: Int(changes.sizes[.ours] ?? 0))
        let keys: [MatchSide: KeyTable]
        if let part {
            progress.total = part.matcher.ours.count
            let known = try await store.linkDigests(of: entity, rows: part.matcher.ours.records.rows)
            try await write(part.matcher, known: known, context, &progress)
            keys = part.keys
        } else {
            let known = try await store.linkDigests(of: entity, rows: nil)
            keys = try await WholeMatch(plan: plan, store: store, spanSize: spanSize).forEachSpan { matcher in
                try await write(matcher, known: known, context, &progress)
            }
            _ = try await store.removeOrphanedLinks(of: entity)
        }
        let next = MatchState(
            entity: entity, fingerprint: plan.fingerprint, rules: plan.rules.map(\.name), revision: changes.revision)
        try await store.finishMatch(next, of: plan, keys: keys, isWhole: part == nil)
        Self.describe(progress.decided, progress.counts, in: &report)
        return report
    }

    /// The plan of a configuration, with what the mirror holds today.
    package static func plan(
        for entity: Entity, _ configuration: HubConfiguration, store: any MatchStore
    ) async throws -> MatchPlan {
        let own = configuration.configuration(of: entity)
        return try MatchPlan(
            entity: entity, configuration: own, attributes: configuration.attributes,
            mirrored: try await store.mirroredFields(of: own.object), freeMail: configuration.freeMail)
    }

    private func write(
        _ matcher: Matcher, known: LinkDigests, _ context: RunContext, _ progress: inout MatchProgress
    ) async throws {
        let decisions = await matcher.decideSideBySide()
        var start = 0
        var next = DecidedLinks(matcher, decisions, from: 0, atMost: batchSize, known: known)
        while start < matcher.ours.count {
            let links = next
            let end = min(start + batchSize, matcher.ours.count)
            async let written = store.write(links, of: matcher.plan, in: context.run, at: context.startedAt)
            // The next batch is put into words while this one is written.
            next = DecidedLinks(matcher, decisions, from: end, atMost: batchSize, known: known)
            progress.counts += try await written
            progress.decided += end - start
            start = end
            context.report(
                StageProgress(
                    stage: .match, entity: matcher.plan.entity, done: progress.decided,
                    total: max(progress.total, progress.decided)))
        }
    }

    private static func describe(_ decided: Int, _ counts: MatchCounts, in report: inout StageReport) {
        report["decided"] = decided
        report["linked"] = counts.linked
        report["relinked"] = counts.relinked
        report["unlinked"] = counts.unlinked
        report["ambiguous"] = counts.ambiguous
        report["unmatched"] = counts.unmatched
        report["excluded"] = counts.excluded
    }

    /// A sentence for each rule that cannot be tried; one for all of them where there is nothing to compare with yet.
    ///
    /// - Parameter hasFetched: a fetch has just told why fields are not in the mirror.
    static func notes(of plan: MatchPlan, hasFetched: Bool = false) -> [String] {
        guard plan.isFetched else {
            return plan.rules.isEmpty
                ? []
                : ["Nothing can be linked: nothing of \(plan.object) has been fetched yet. Run `crosswalk sync fetch`."]
        }
        return plan.rules.compactMap { rule in
            switch rule.obstacle {
            case .missingField where rule.isMirrored:
                "The rule \(rule.name) was not tried: there is no attribute \(rule.ourField). Declare it under "
                    + "`attributes` in crosswalk.yaml."
            case .missingField:
                hasFetched
                    ? nil
                    : "The rule \(rule.name) was not tried: \(plan.object).\(rule.theirField) is not in the mirror. "
                        + "`crosswalk sync fetch` reads it, or says why it cannot be read."
            case .rejectedType:
                "The rule \(rule.name) was not tried: \(rule.ourField) and \(plan.object).\(rule.theirField) "
                    + "are not both texts or both numbers."
            default: nil
            }
        }
    }
}

/// How far a match is.
private struct MatchProgress {
    /// About how many records there are to decide.
    var total: Int
    var decided = 0
    var counts = MatchCounts()
}
