package import Domain

/// The ports that a fetch writes through; of communities it asks whether there is any member.
package typealias FetchStore = MirrorStore & Journal & BookmarkStore & CommunityStore

/// Brings what is new and changed in Salesforce into the mirror (D§8).
///
/// A reading's bound is frozen from the org's own clock before it begins; its progress is saved with every page, and
/// the bookmark moves only when all of it is in and the counts agree. So a killed fetch goes on where it stopped.
package struct FetchStage: Sendable {
    let salesforce: any Salesforce
    let store: any FetchStore

    /// Up to so many records by REST, in order; more by Bulk API 2.0 (D§25).
    static let bulkThreshold = 2000
    private static let tries = 3
    /// From so many records on, the stamps of an overlap are compared instead of reading it.
    private let largeOverlap: Int

    package init(salesforce: any Salesforce, store: any FetchStore, largeOverlap: Int = 20_000) {
        self.salesforce = salesforce
        self.store = store
        self.largeOverlap = largeOverlap
    }

    /// All objects side by side: the org works on one while the other is written.
    package func run(_ context: RunContext) async throws -> [StageReport] {
        let entities = context.configuration.onePerObject(context.entities)
        return try await withThrowingTaskGroup(of: (Entity, StageReport).self) { group in
            for entity in entities {
                group.addTask { (entity, try await run(context, entity: entity)) }
            }
            let reports = try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            return entities.compactMap { reports[$0] }
        }
    }

    package func run(_ context: RunContext, entity: Entity) async throws -> StageReport {
        try await finish(try await begin(entity, context), context)
    }

    /// Reads what a push has changed, at the end of the very run that fetched before it.
    ///
    /// Our own writes move stamps too, and the next fetch would have to read them all. What the run has told already is
    /// not told again.
    package func readBack(_ context: RunContext, entity: Entity) async throws {
        _ = try await finish(try await begin(entity, context, isReadBack: true), context)
    }

    private func begin(_ entity: Entity, _ context: RunContext, isReadBack: Bool = false) async throws -> ObjectFetch {
        let configuration = context.configuration.everythingAsked(of: entity)
        try await leaveQuotaToOthers(context, entity)
        let bound = try await salesforce.serverTime()
        let description = try await salesforce.describe(configuration.object)
        let needed = try FetchFields(
            configuration, entity: entity, description: description,
            owners: context.configuration.owners(of: entity, hasMembers: try await store.hasMembers()))
        let mirror = try await store.prepareMirror(of: description.name, fields: needed.fields, at: context.startedAt)

        var report = StageReport(stage: .fetch, entity: entity)
        for count in ["read", "new", "changed", "deleted"] { report[count] = 0 }
        if !isReadBack { try await tell(needed.missing, of: description.name, entity, context, &report) }
        var plan = FetchPlan(
            object: description.name, needed: needed, mirror: mirror,
            bookmark: try FetchBookmark(encoded: await store.bookmark(FetchBookmarks.settled(description.name))),
            open: FetchReading(encoded: try await store.bookmark(FetchBookmarks.open(description.name))),
            bound: bound, firstFetch: context.configuration.salesforce.firstFetch, isReadBack: isReadBack)
        if var reading = plan.next() {
            try await start(&reading, context)
            plan.begin(reading)
        }
        return ObjectFetch(object: description.name, entity: entity, bound: bound, plan: plan, report: report)
    }

    private func finish(_ fetch: ObjectFetch, _ context: RunContext) async throws -> StageReport {
        var (plan, report) = (fetch.plan, fetch.report)
        while var reading = plan.next() {
            try await start(&reading, context)
            // What is read meanwhile has stamps past the overlap, so the one does not disturb the other.
            let begun = reading
            async let comparison = lateRecords(of: begun)
            var counts = try await read(&reading, context, fetch.entity)
            var late = try await comparison
            if reading.comparison != begun.comparison {
                // It had to begin anew, and listed its overlap anew.
                late = try await lateRecords(of: reading)
            }
            if var overlap = reading.overlap, late != [] {
                if let late, let few = try await overlapCheck.read(late, of: overlap, context, fetch.entity) {
                    counts += few
                } else {
                    counts += try await read(&overlap, context, fetch.entity)
                }
            }
            try await settle(plan.complete(reading), of: fetch.object, context, readAt: fetch.bound)
            report.add(counts)
        }
        return report
    }

    private func settle(
        _ settlement: FetchPlan.Settlement, of object: String, _ context: RunContext, readAt bound: Instant
    ) async throws {
        var milestone = MirrorMilestone(object: object, run: context.run)
        milestone.filledFields = settlement.filledFields
        milestone.refreshedFields = settlement.refreshedFields
        milestone.bookmarks = [
            FetchBookmarks.settled(object): try settlement.bookmark?.encoded(), FetchBookmarks.open(object): nil,
        ]
        try await store.finish(milestone, at: bound)
    }

    /// Reads to the end; a page that broke off, or a job that did not deliver what it announced, is read again.
    private func read(
        _ reading: inout FetchReading, _ context: RunContext, _ entity: Entity
    ) async throws -> MirrorCounts {
        let reader = PageReader(store: store, context: context, entity: entity)
        var counts = MirrorCounts()
        var attempt = 1
        while reading.position != .complete {
            do {
                try await start(&reading, context)
                counts += try await readOn(&reading, with: reader, context)
            } catch let error as TruncatedPage {
                guard attempt < Self.tries else { throw error }
                attempt += 1
                reading = try await resumption(of: reading, after: error)
            }
        }
        return counts
    }

    private var overlapCheck: OverlapCheck { OverlapCheck(salesforce: salesforce, store: store) }

    /// What is to be read of an overlap that is not read again; nothing means all of it.
    private func lateRecords(of reading: FetchReading) async throws -> [String]? {
        guard let job = reading.comparison, let overlap = reading.overlap else { return [] }
        return try await overlapCheck.lateRecords(of: overlap, listedBy: job)
    }

    /// What is safely in the mirror stays, and a page is asked for again; a job that fell short is begun anew.
    private func resumption(of reading: FetchReading, after error: TruncatedPage) async throws -> FetchReading {
        guard error.scope == .page else { return reading.afresh() }
        let saved = try await store.bookmark(FetchBookmarks.open(reading.window.object))
        return FetchReading(encoded: saved) ?? reading.afresh()
    }

    private func start(_ reading: inout FetchReading, _ context: RunContext) async throws {
        guard reading.position == .unbegun else { return }
        reading.expected = try await salesforce.count(reading.window.countSOQL)
        if let overlap = reading.overlap, reading.expected >= largeOverlap {
            let known = try await salesforce.count(overlap.window.countSOQL)
            if known >= largeOverlap {
                reading.comparison = try await overlapCheck.begin(overlap)
                reading.expected = max(0, reading.expected - known)
            }
        }
        if reading.expected <= Self.bulkThreshold, reading.fitsRequestLine {
            reading.position = .rest(after: nil)
        } else {
            let job = try await salesforce.startBulkQuery(
                reading.bulkSOQL, includingDeleted: reading.includesDeleted)
            reading.position = .bulk(job: job, locator: nil)
        }
        try await save(reading, context)
    }

    private func readOn(
        _ reading: inout FetchReading, with reader: PageReader, _ context: RunContext
    ) async throws -> MirrorCounts {
        switch reading.position {
        case .rest(let position):
            let pages = salesforce.query(
                reading.restSOQL(after: position), fields: reading.fields, includingDeleted: reading.includesDeleted)
            return try await reader.read(pages, into: &reading)
        case .bulk(let job, let locator):
            guard let announced = try await salesforce.awaitBulkQuery(job) else {
                // The org keeps jobs for seven days; after that the reading begins anew.
                reading = reading.afresh()
                return MirrorCounts()
            }
            reading.expected = announced
            let pages = salesforce.bulkResults(job, fields: reading.fields, from: locator)
            return try await reader.read(pages, into: &reading)
        case .unbegun, .complete:
            return MirrorCounts()
        }
    }

    private func save(_ reading: FetchReading, _ context: RunContext) async throws {
        try await store.setBookmark(
            FetchBookmarks.open(reading.window.object), to: reading.encoded(), in: context.run, at: context.startedAt)
    }

    private func leaveQuotaToOthers(_ context: RunContext, _ entity: Entity) async throws {
        let quota = try await salesforce.quota()
        let reserve = context.configuration.salesforce.quotaReserve
        guard quota.usedShare > 1 - reserve else { return }
        let advice =
            "The org has used \(quota.used) of its \(quota.limit) API requests for today; the rest is reserved for "
            + "others (quota_reserve). The next run goes on from here."
        let object = context.configuration.configuration(of: entity).object
        try await store.append(
            [Outcome(stage: .fetch, entity: entity, record: object, code: .quotaPaused, reason: advice)],
            to: context.run)
        throw PlainError(advice, remedy: .pauseRun)
    }

    private func tell(
        _ missing: [FetchFields.Missing], of object: String, _ entity: Entity, _ context: RunContext,
        _ report: inout StageReport
    ) async throws {
        report.notes += missing.map(\.reason)
        if !missing.isEmpty { report.isPartial = true }
        try await store.append(
            missing.map {
                Outcome(
                    stage: .fetch, entity: entity, record: object, code: .describeMissingField, field: $0.field,
                    reason: $0.reason)
            }, to: context.run)
    }
}

/// One object's fetch, its first reading begun.
private struct ObjectFetch {
    let object: String
    let entity: Entity
    /// The org's clock before anything was read.
    let bound: Instant
    let plan: FetchPlan
    let report: StageReport
}

extension FetchReading {
    /// The same reading, not yet begun.
    func afresh() -> FetchReading {
        FetchReading(
            purpose: purpose, fields: fields, window: window, includesDeleted: includesDeleted, knownUntil: knownUntil)
    }
}

extension StageReport {
    fileprivate mutating func add(_ counts: MirrorCounts) {
        self["read"] += counts.read
        self["new"] += counts.new
        self["changed"] += counts.changed
        self["deleted"] += counts.deleted
        if counts.rejectedCells > 0 { self["rejected cells"] += counts.rejectedCells }
        failures += counts.rejectedRows
    }
}
