package import Domain

/// Links our records with theirs by the configured rules, and writes what differs (D§4, D§5).
///
/// Every batch of links is one transaction with its outcomes. A run that dies before the last one begins again from the
/// same state, and finds what it has written as it would write it.
package struct MatchStage: Sendable {
    let store: any MatchStore
    /// So many links are written in one transaction.
    let batchSize: Int

    package init(store: any MatchStore, batchSize: Int = 65_536) {
        self.store = store
        self.batchSize = batchSize
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
        let load: MatchLoad
        if let part { load = part } else { load = try await WholeMatch(plan: plan, store: store).load() }
        let counts = try await write(load, context)
        if load.isWhole { _ = try await store.removeOrphanedLinks(of: entity) }
        let next = MatchState(
            entity: entity, fingerprint: plan.fingerprint, rules: plan.rules.map(\.name), revision: changes.revision)
        try await store.finishMatch(next, of: plan, keys: load.keys, isWhole: load.isWhole)
        Self.describe(load.matcher.ours.count, counts, in: &report)
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

    private func write(_ load: MatchLoad, _ context: RunContext) async throws -> MatchCounts {
        let matcher = load.matcher
        let decisions = await matcher.decideSideBySide()
        let known = try await store.linkDigests(
            of: matcher.plan.entity, rows: load.isWhole ? nil : matcher.ours.records.rows)
        var counts = MatchCounts()
        var start = 0
        var next = DecidedLinks(matcher, decisions, from: 0, atMost: batchSize, known: known)
        while start < matcher.ours.count {
            let links = next
            start += batchSize
            async let written = store.write(links, of: matcher.plan, in: context.run, at: context.startedAt)
            // The next batch is put into words while this one is written.
            next = DecidedLinks(matcher, decisions, from: start, atMost: batchSize, known: known)
            counts += try await written
            context.report(
                StageProgress(
                    stage: .match, entity: matcher.plan.entity, done: min(start, matcher.ours.count),
                    total: matcher.ours.count))
        }
        return counts
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
