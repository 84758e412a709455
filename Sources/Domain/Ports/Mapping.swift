/// Copies from the mirrors onto our records, and takes copies back.
package protocol MappingStore: Sendable {
    /// The fields that an object's mirror has.
    func mirrorFields(of object: String) async throws -> [MirrorField]
    /// Finds the records to look at: those whose own side, link or mirrored row changed since the last complete map,
    /// or all where the plan itself changed.
    func beginMap(_ plan: MapPlan) async throws -> MapStart
    /// Copies what differs for the next records in the order of their keys, with an outcome for each value, in one
    /// transaction; nothing once all have been looked at.
    func map(_ plan: MapPlan, after key: Int64, limit: Int, in run: RunNumber) async throws -> MapBatch?
    /// Notes that everything up to this revision has been mapped.
    ///
    /// Matching that compares nothing of what was written need not look at it either; what changed before the map
    /// began it still does.
    func completeMap(
        _ plan: MapPlan, from start: MapStart, upTo revision: Int64, sparing matched: [Entity], in run: RunNumber,
        at now: Instant
    ) async throws
    /// What a map would do, without doing it.
    func previewMap(_ plan: MapPlan, limit: Int) async throws -> (counts: MapCounts, outcomes: [Outcome])
    /// Gives back the next values that a map run replaced, and holds them; refuses where someone changed them since.
    func undoMap(of run: RunNumber, after outcome: Int64, limit: Int, in undo: RunNumber) async throws -> MapUndoBatch?
    /// Whether a run's map replaced values that no undo has given back.
    func hasMapped(in run: RunNumber) async throws -> Bool
    /// How many values are held back from mapping since an undo.
    func mappingHolds() async throws -> Int
    func liftMappingHolds() async throws -> Int
}

/// Where a map begins.
package struct MapStart: Sendable, Hashable {
    /// Linked records to look at.
    package let records: Int
    /// Changes up to this revision will have been seen.
    package let revision: Int64

    package init(records: Int, revision: Int64) {
        self.records = records
        self.revision = revision
    }
}

/// What a map did to some records.
package struct MapCounts: Sendable, Hashable {
    package var looked = 0
    /// Records that changed.
    package var records = 0
    package var updated = 0
    package var cleared = 0

    package init() {}

    package static func += (left: inout MapCounts, right: MapCounts) {
        left.looked += right.looked
        left.records += right.records
        left.updated += right.updated
        left.cleared += right.cleared
    }
}

package struct MapBatch: Sendable, Hashable {
    package var counts: MapCounts
    package var lastKey: Int64
    /// The newest revision before this batch, and after it.
    package var revisionBefore: Int64
    package var revisionAfter: Int64

    package init(counts: MapCounts, lastKey: Int64, revisionBefore: Int64, revisionAfter: Int64) {
        self.counts = counts
        self.lastKey = lastKey
        self.revisionBefore = revisionBefore
        self.revisionAfter = revisionAfter
    }
}

package struct MapUndoBatch: Sendable, Hashable {
    package var lastOutcome: Int64
    package var restored = 0
    /// Values that someone changed since: left as they are.
    package var refused = 0

    package init(lastOutcome: Int64) {
        self.lastOutcome = lastOutcome
    }
}
