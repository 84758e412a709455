package import Domain

/// Copies mapped fields from the mirror onto the records that are linked to it, only where they differ (D§7).
package struct MapStage: Sendable {
    let store: any MappingStore & RecordStore

    /// Records in one transaction.
    private static let batchSize = 20_000

    package init(store: any MappingStore & RecordStore) {
        self.store = store
    }

    package func run(_ context: RunContext, entity: Entity) async throws -> StageReport {
        var report = StageReport(stage: .map, entity: entity)
        let plan = try await plan(context.configuration, entity, hasFetched: context.hasFetched)
        report.notes = plan.notes
        report.isPartial = !plan.notes.isEmpty
        let start = try await store.beginMap(plan)
        var counts = MapCounts()
        // Our own changes need not be looked at next time; somebody else's in between do.
        var reached = start.revision
        var key: Int64 = 0
        let limit = start.records > ScatteredChanges.most ? Self.batchSize : ScatteredChanges.perTransaction
        while let batch = try await store.map(plan, after: key, limit: limit, in: context.run) {
            counts += batch.counts
            key = batch.lastKey
            if batch.revisionBefore == reached { reached = batch.revisionAfter }
            context.report(StageProgress(stage: .map, entity: entity, done: counts.looked, total: start.records))
        }
        let spared = Entity.allCases.filter {
            plan.spares(matching: $0, by: context.configuration.configuration(of: $0).match)
        }
        try await store.completeMap(
            plan, from: start, upTo: reached, sparing: spared, in: context.run, at: context.startedAt)
        report.add(counts)
        return report
    }

    /// What the map would do under this configuration, without doing it.
    package func preview(
        _ configuration: HubConfiguration, entity: Entity, limit: Int
    ) async throws -> (report: StageReport, outcomes: [Outcome]) {
        var report = StageReport(stage: .map, entity: entity)
        let plan = try await plan(configuration, entity)
        report.notes = plan.notes
        let (counts, outcomes) = try await store.previewMap(plan, limit: limit)
        report.add(counts)
        return (report, outcomes)
    }

    private func plan(
        _ configuration: HubConfiguration, _ entity: Entity, hasFetched: Bool = false
    ) async throws -> MapPlan {
        let linked = configuration.configuration(of: entity)
        return MapPlan(
            entity: entity, configuration: linked, attributes: try await store.attributes(),
            mirror: try await store.mirrorFields(of: linked.object), hasFetched: hasFetched)
    }
}

extension StageReport {
    fileprivate mutating func add(_ counts: MapCounts) {
        self["linked records looked at"] = counts.looked
        self["records changed"] = counts.records
        self["values updated"] = counts.updated
        self["values cleared"] = counts.cleared
    }
}
