package import Domain

/// Proves that a mirror holds what Salesforce holds, names what differs, and mends it.
///
/// It fetches first, so that what people changed since the last run is no difference; linked records that this brings
/// back into the mirror were a hole. Then it compares counts by the time of the last change, and reads what differs. Equal
/// counts may hide a hole beside a surplus, so last of all the mirror is asked for every id and stamp that Salesforce lists.
package struct ReconcileStage: Sendable {
    let salesforce: any Salesforce
    let store: any FetchStore

    /// In ranges of up to so many records, reading them is cheaper than counting on.
    private static let readThreshold = 2000

    package init(salesforce: any Salesforce, store: any FetchStore) {
        self.salesforce = salesforce
        self.store = store
    }

    /// - Parameter isExact: Compares every record with its values, not only by id and stamp.
    package func run(_ context: RunContext, entity: Entity, isExact: Bool = false) async throws -> ReconcileReport {
        let configuration = context.configuration.everythingAsked(of: entity)
        let holes = try await store.linkedButNotMirrored(
            of: configuration.object, entities: context.configuration.entities(sharingObjectOf: entity))
        _ = try await FetchStage(salesforce: salesforce, store: store).run(context, entity: entity)
        let description = try await salesforce.describe(configuration.object)
        let needed = try FetchFields(
            configuration, entity: entity, description: description,
            owners: context.configuration.owners(of: entity, hasMembers: try await store.hasMembers()))
        guard let bookmark = try FetchBookmark(encoded: await store.bookmark(FetchBookmarks.settled(description.name)))
        else {
            throw PlainError("\(description.name) has not been fetched yet. Run `crosswalk sync fetch` first.")
        }
        let mirror = RangeReader(
            salesforce: salesforce, store: store, context: context, entity: entity, object: description.name,
            needed: needed)
        var report = ReconcileReport(entity: entity, object: description.name, until: bookmark.until)
        let all = MirrorRange(from: nil, until: bookmark.until, modifiedSince: bookmark.modifiedSince)
        let days = try await store.mirrorDays(of: description.name, in: all)
        let ranges = RangeSplit.ranges(
            from: days.first?.day, until: bookmark.until, modifiedSince: bookmark.modifiedSince)
        for range in ranges {
            let held = days.reduce(0) { range.on($1.day) == nil ? $0 : $0 + $1.rows }
            report.records += try await compare(range, held: held, with: mirror, isExact: isExact, &report)
        }
        if !isExact { try await compareIDs(of: ranges, within: all, with: mirror, &report) }
        report.differences += try await refilled(holes, within: all, report)
        try await tell(report, context)
        return report
    }

    /// Holes that the fetch itself filled, because their records have changed since: our own pushes do that.
    private func refilled(
        _ holes: [String], within range: MirrorRange, _ report: ReconcileReport
    ) async throws -> [ReconcileReport.Difference] {
        guard !holes.isEmpty else { return [] }
        let filled = Set(holes).subtracting(report.differences.map(\.id))
        return try await store.mirrorStamps(of: report.object, in: range).filter { filled.contains($0.id) }.map {
            ReconcileReport.Difference(
                id: $0.id, day: $0.stamp.dayInUTC, kind: .missing, isHealed: true)
        }
    }

    /// Equal counts and no id that is not held: the two are the same set.
    private func compareIDs(
        of ranges: [MirrorRange], within all: MirrorRange, with reader: RangeReader, _ report: inout ReconcileReport
    ) async throws {
        let days = try await reader.daysNotHeld(in: all, records: report.records).sorted()
        for range in ranges {
            let differing = days.compactMap(range.on)
            for day in differing { try await compare(day, with: reader, isExact: true, &report) }
            // What the mirror had instead of them may lie on another day.
            if !differing.isEmpty { try await compare(range, with: reader, &report) }
        }
    }

    /// - Parameter held: How many records the mirror has in the range, where that is known.
    /// - Returns: How many Salesforce has.
    @discardableResult private func compare(
        _ range: MirrorRange, held: Int? = nil, with reader: RangeReader, isExact: Bool = false,
        _ report: inout ReconcileReport
    ) async throws -> Int {
        let theirs = try await reader.count(range)
        let ours = if let held { held } else { try await store.mirrorCount(of: report.object, in: range) }
        report.rangesCompared += 1
        guard theirs != ours || (isExact && theirs > 0) else { return theirs }
        if !isExact, max(theirs, ours) > Self.readThreshold, let halves = RangeSplit.halves(of: range) {
            for half in halves { try await compare(half, with: reader, &report) }
            return theirs
        }
        report.rangesRead += 1
        var differences = try await reader.mend(range, records: theirs)
        let counts = (try await reader.count(range), try await store.mirrorCount(of: report.object, in: range))
        for index in differences.indices { differences[index].isHealed = counts.0 == counts.1 }
        report.differences += differences
        return theirs
    }

    private func tell(_ report: ReconcileReport, _ context: RunContext) async throws {
        let outcomes = report.differences.map { difference in
            let reason =
                switch difference.kind {
                case .missing: "The mirror lacked this record; it was read again."
                case .surplus: "The mirror held this record, which Salesforce no longer has."
                case .stale: "The mirror held another state of this record; it was read again."
                case .altered: "The mirror held other values of this record; it was read again."
                }
            return Outcome(
                stage: .fetch, entity: report.entity, record: difference.id,
                code: difference.kind == .surplus ? .deletedUpstream : .updated, reason: reason)
        }
        try await store.append(outcomes, to: context.run)
    }
}
