package import Domain

/// What a fetch has to read, and in which order (D§8): the state of one object's fetch as a value.
///
/// First what a killed run left open, then everything or what changed, then what the mirror's new fields and its
/// formulas still lack.
package struct FetchPlan: Sendable, Hashable {
    /// Commits land late: a record may show up after a later stamp has been read, so that much is read again (D§8).
    package static let overlap = Duration.seconds(600)
    package static let refreshInterval = Duration.seconds(86_400)

    package private(set) var bookmark: FetchBookmark?
    package private(set) var open: FetchReading?
    private let needed: FetchFields
    private var mirror: [MirrorField]
    private let object: String
    /// The org's clock before anything was read.
    private let bound: Instant
    /// How far back the first fetch is to look, as configured; nothing means over everything.
    private let modifiedSince: Instant?
    /// Reads only what changed since the run's own fetch, whose overlap the next fetch looks at instead.
    private let isReadBack: Bool
    /// Whether the next reading to be completed is one that an earlier run began.
    private var isResuming: Bool
    /// Whether this fetch has itself looked for changes: stamps have whole seconds, so the bookmark's own second may hold
    /// some that were made after it was read.
    private var hasLooked = false

    package init(
        object: String, needed: FetchFields, mirror: [MirrorField], bookmark: FetchBookmark?, open: FetchReading?,
        bound: Instant, firstFetch: SalesforceSettings.FirstFetch, isReadBack: Bool = false
    ) {
        self.object = object
        self.needed = needed
        self.mirror = mirror
        self.bookmark = bookmark
        self.bound = bound
        modifiedSince = firstFetch.start(before: bound)
        self.open = open
        self.isReadBack = isReadBack
        // What was asked for under other mappings may no longer be what is wanted, or even allowed.
        if let open, !Set(open.fields).isSubset(of: needed.names) || open.window.stampField != needed.stampField {
            self.open = nil
        }
        isResuming = self.open != nil
    }

    /// The next reading to begin or to go on with; nothing once all is read.
    package func next() -> FetchReading? {
        if let open { return open }
        guard let bookmark, !isWider(than: bookmark) else {
            return reading(.first, fields: needed.names, from: nil, modifiedSince: modifiedSince)
        }
        if bookmark.until < bound || !hasLooked && !isReadBack {
            return reading(
                .changes, fields: needed.names, from: isReadBack ? bookmark.until : bookmark.overlapStart)
        }
        let unfilled = mirror.filter { !$0.isFilled && needed.names.contains($0.name) }.map(\.name)
        if !unfilled.isEmpty { return reading(.backfill, fields: keys(with: unfilled), from: bookmark.modifiedSince) }
        let stale = mirror.filter { $0.isCalculated && needed.names.contains($0.name) && isStale($0) }.map(\.name)
        if !stale.isEmpty { return reading(.refresh, fields: keys(with: stale), from: bookmark.modifiedSince) }
        return nil
    }

    /// The reading that `next` gave is under way.
    package mutating func begin(_ reading: FetchReading) {
        open = reading
    }

    /// What is settled once a reading is complete.
    package mutating func complete(_ reading: FetchReading) -> Settlement {
        open = nil
        if !isResuming, reading.purpose.addsRows { hasLooked = true }
        isResuming = false
        var settlement = Settlement(bookmark: nil, filledFields: [], refreshedFields: [])
        switch reading.purpose {
        case .first:
            bookmark = FetchBookmark(
                until: reading.window.until, modifiedSince: reading.window.modifiedSince?.instant)
            settlement.filledFields = reading.fields
        case .changes:
            bookmark = bookmark.map { known in
                FetchBookmark(
                    until: max(reading.window.until, known.until), modifiedSince: known.modifiedSince,
                    overlapFrom: reading.knownUntil == nil ? known.overlapStart : nil)
            }
        case .backfill:
            settlement.filledFields = reading.fields
        case .refresh:
            break
        }
        if reading.purpose != .changes {
            let calculated = mirror.filter(\.isCalculated).map(\.name)
            settlement.refreshedFields = reading.fields.filter(calculated.contains)
        }
        settlement.bookmark = bookmark
        mirror = mirror.map { field in
            MirrorField(
                name: field.name, type: field.type, isCalculated: field.isCalculated,
                isFilled: field.isFilled || settlement.filledFields.contains(field.name),
                refreshedAt: settlement.refreshedFields.contains(field.name) ? bound : field.refreshedAt)
        }
        return settlement
    }

    package struct Settlement: Sendable, Hashable {
        package var bookmark: FetchBookmark?
        package var filledFields: [String]
        package var refreshedFields: [String]
    }

    private func keys(with fields: [String]) -> [String] {
        ["Id", needed.stampField] + fields.filter { $0 != "Id" && $0 != needed.stampField }
    }

    private func isStale(_ field: MirrorField) -> Bool {
        field.refreshedAt.map { $0.advanced(by: Self.refreshInterval) <= bound } ?? true
    }

    /// Looking further back than the first fetch did means reading it again.
    private func isWider(than bookmark: FetchBookmark) -> Bool {
        guard let reached = bookmark.modifiedSince else { return false }
        return modifiedSince.map { $0 < reached } ?? true
    }

    private func reading(
        _ purpose: FetchReading.Purpose, fields: [String], from: Instant?, modifiedSince: Instant? = nil
    ) -> FetchReading {
        FetchReading(
            purpose: purpose, fields: fields,
            window: FetchWindow(
                object: object, stampField: needed.stampField, from: from, until: bound,
                modifiedSince: modifiedSince.map {
                    FetchWindow.ModifiedSince(field: needed.modifiedField, instant: $0)
                }),
            includesDeleted: purpose == .changes,
            knownUntil: purpose == .changes && !isReadBack ? bookmark?.until : nil)
    }
}

extension FetchBookmark {
    /// Where the next fetch begins to read once more.
    fileprivate var overlapStart: Instant { overlapFrom ?? until.advanced(by: .zero - FetchPlan.overlap) }
}

extension SalesforceSettings.FirstFetch {
    /// Where a first fetch begins; nothing means with the oldest record.
    package func start(before bound: Instant) -> Instant? {
        switch self {
        case .everything: return nil
        case .since(let day): return day.startInUTC
        case .months(let months):
            let today = bound.dayInUTC
            let (year, month, dayOfMonth) = today.components
            let monthCount = year * 12 + month - 1 - months
            let (earlierYear, earlierMonth) = (monthCount / 12, monthCount % 12 + 1)
            // The 31st of a shorter month is its last day.
            let earlier = (0...3).lazy.compactMap {
                Day(year: earlierYear, month: earlierMonth, day: dayOfMonth - $0)
            }.first
            guard let earlier else { return nil }
            return earlier.startInUTC.advanced(by: .milliseconds(bound.milliseconds - today.startInUTC.milliseconds))
        }
    }
}
