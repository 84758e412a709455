package import Domain

/// One reading of an object: what it asks for, and how far it has got; it outlives the process that began it.
package struct FetchReading: Sendable, Hashable, Codable {
    package let purpose: Purpose
    /// In the order of the columns; `Id` is the first.
    package let fields: [String]
    package let window: FetchWindow
    package let includesDeleted: Bool
    /// What changed before has been read by an earlier fetch, and is read once more (D§8); nothing where nothing was.
    package let knownUntil: Instant?
    /// The job that lists what changed before `knownUntil`: then its stamps are compared instead of reading it.
    package var comparison: String?
    /// How many records there were when it began: for progress, and to choose between REST and Bulk.
    package var expected = 0
    /// Records of the pages that are safely in the mirror.
    package var received = 0
    package var position = Position.unbegun

    package enum Purpose: String, Sendable, Hashable, Codable {
        /// All that the first fetch is to look back on.
        case first
        /// What has changed since the bookmark.
        case changes
        /// Fields that the mirror has got since its rows were read.
        case backfill
        /// Formulas and roll-ups, whose changes move no stamp (D§8).
        case refresh

        /// Rows that the mirror does not hold belong in it.
        var addsRows: Bool { self == .first || self == .changes }
    }

    package enum Position: Sendable, Hashable, Codable {
        case unbegun
        /// By REST, after this row; nothing means from the start.
        case rest(after: RowPosition?)
        /// In the results of a Bulk job, whose pages come in no order.
        case bulk(job: String, locator: String?)
        /// All of it is in the mirror.
        case complete
    }

    /// A row in the order of (stamp, id): stamps alone are not unique (D§8).
    package struct RowPosition: Sendable, Hashable, Codable {
        package let stamp: Instant
        package let id: String

        package init(stamp: Instant, id: String) {
            self.stamp = stamp
            self.id = id
        }
    }

    package init(
        purpose: Purpose, fields: [String], window: FetchWindow, includesDeleted: Bool, knownUntil: Instant? = nil
    ) {
        self.purpose = purpose
        self.fields = fields
        self.window = window
        self.includesDeleted = includesDeleted
        self.knownUntil = knownUntil
    }

    /// The records to read with all fields.
    package var wholeWindow: FetchWindow {
        guard comparison != nil, let knownUntil else { return window }
        var rest = window
        rest.from = knownUntil
        return rest
    }
}

/// Which records a reading asks for: those whose stamp lies between, in an object's own words.
package struct FetchWindow: Sendable, Hashable, Codable {
    package var object: String
    package var stampField: String
    package var from: Instant?
    /// The org's own clock before the reading began; later changes belong to the next one.
    package var until: Instant
    /// The scope of the first fetch, by the field that people's changes move.
    package var modifiedSince: ModifiedSince?

    package init(
        object: String, stampField: String, from: Instant? = nil, until: Instant, modifiedSince: ModifiedSince? = nil
    ) {
        self.object = object
        self.stampField = stampField
        self.from = from
        self.until = until
        self.modifiedSince = modifiedSince
    }

    package struct ModifiedSince: Sendable, Hashable, Codable {
        package var field: String
        package var instant: Instant
    }
}

/// What has been read of an object (D§8): every record of its scope that was changed before `until`.
package struct FetchBookmark: Sendable, Hashable, Codable {
    package var until: Instant
    /// How far back the first fetch looked; nothing means over everything.
    package var modifiedSince: Instant?
    /// Since when nobody has looked for what came late, where that is longer than the usual overlap.
    package var overlapFrom: Instant?

    package init(until: Instant, modifiedSince: Instant?, overlapFrom: Instant? = nil) {
        self.until = until
        self.modifiedSince = modifiedSince
        self.overlapFrom = overlapFrom
    }
}
