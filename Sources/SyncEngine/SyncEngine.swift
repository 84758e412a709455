package import Domain

/// One run: fetch, community ──► match ──► map ──► associate ──► measure ──► push, each of which may also be run alone.
///
/// A record's way never turns back. Each stage reads tables, asks `Domain` for decisions, and writes its result, its
/// outcomes and its bookmark together; so a run that dies is gone on with by running it again.
package struct SyncEngine: Sendable {
    /// Nothing while nobody has connected.
    let salesforce: (any Salesforce)?
    let communities: [ConnectedCommunity]
    let store: any EngineStore
    let clock: @Sendable () -> Instant
    let pause: @Sendable (Duration) async throws -> Void

    package init(
        salesforce: (any Salesforce)?, communities: [ConnectedCommunity] = [], store: any EngineStore,
        clock: @escaping @Sendable () -> Instant, pause: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.salesforce = salesforce
        self.communities = communities
        self.store = store
        self.clock = clock
        self.pause = pause
    }

    /// The stages of one run, in their order.
    func perform(_ stage: StageName, _ context: RunContext) async throws -> [StageReport] {
        switch stage {
        case .fetch:
            return try await FetchStage(salesforce: try connected(), store: store).run(context)
        case .community:
            return try await CommunityFetch(communities: try reachable(), store: store, clock: clock).run(context)
        case .match:
            let stage = MatchStage(store: store)
            return try await each(context) { try await stage.run(context, entity: $0) }
        case .map:
            let stage = MapStage(store: store)
            return try await each(context) { try await stage.run(context, entity: $0) }
        case .associate:
            return [try await AssociateStage(store: store).run(context)]
        case .measure:
            return [try await MeasureStage(facts: store).run(context)]
        case .push:
            let stage = PushStage(salesforce: try connected(), ledger: store)
            let asOf = try await store.measuredDay(context.asOf)
            let reports = try await each(context) { try await stage.run(context, entity: $0, asOf: asOf) }
            return context.hasFetched ? try await readBack(reports, context) : reports
        case .audience:
            // Whom a role is for is a person's choice, so it is no stage that a request can name.
            throw PlainError("Roles are given by `crosswalk audience FILTER --grant ROLE`.")
        }
    }

    /// Nothing depends on it: what it does not read, the next fetch does.
    private func readBack(_ reports: [StageReport], _ context: RunContext) async throws -> [StageReport] {
        var reports = reports
        let written = reports.filter { $0["written"] > 0 }.compactMap(\.entity)
        for entity in context.configuration.onePerObject(written) {
            guard let index = reports.firstIndex(where: { $0.entity == entity }) else { continue }
            do {
                let stage = FetchStage(salesforce: try connected(), store: store)
                try await stage.readBack(context, entity: entity)
            } catch let error as any RemediableError {
                reports[index].notes.append(
                    "What was written was not read back; the next fetch reads it. \(error.advice)")
            }
        }
        return reports
    }

    func connected() throws -> any Salesforce {
        guard let salesforce else {
            throw PlainError(
                "No Salesforce org is connected. Run `crosswalk connect salesforce` first.", remedy: .reauthorize)
        }
        return salesforce
    }

    private func reachable() throws -> [ConnectedCommunity] {
        guard !communities.isEmpty else {
            throw PlainError(
                "No community is connected. Run `crosswalk connect community`, or load files with `crosswalk import "
                    + "community-users FILE` and then run `crosswalk sync associate`.")
        }
        return communities
    }

    private func each(
        _ context: RunContext, _ body: (Entity) async throws -> StageReport
    ) async throws -> [StageReport] {
        var reports: [StageReport] = []
        for entity in context.entities { reports.append(try await body(entity)) }
        return reports
    }
}

/// All that the stages read and write.
package typealias EngineStore = AssociationStore & BookmarkStore & CommunityInsight & CommunityStore & ConnectionLedger
    & FactStore & Journal & MappingStore & MatchStore & MirrorStore & PushLedger & RecordStore & UserAssociationStore
