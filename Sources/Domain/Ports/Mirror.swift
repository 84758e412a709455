/// The local copies of Salesforce objects: one table per linked object, one column per needed field.
package protocol MirrorStore: Sendable {
    /// Makes the mirror hold these fields: adds its table and columns; returns every field that it has.
    func prepareMirror(
        of object: String, fields: [FieldDescription], at now: Instant
    ) async throws -> [MirrorField]
    /// Writes rows, what became of them and how far the fetch has got, in one transaction.
    func apply(_ batches: [TextBatch], as page: MirrorPage, at now: Instant) async throws -> MirrorCounts
    /// Notes that fields now hold what Salesforce holds, for every row, in the transaction of the bookmarks.
    func finish(_ milestone: MirrorMilestone, at now: Instant) async throws
    /// How many rows modified in a range of time are there, deleted ones aside.
    func mirrorCount(of object: String, in range: MirrorRange) async throws -> Int
    /// How many rows were modified on each day of a range (UTC), deleted ones aside, in the order of the days.
    func mirrorDays(of object: String, in range: MirrorRange) async throws -> [(day: Day, rows: Int)]
    /// The ids of a range with their stamps, in the order of the ids.
    func mirrorStamps(of object: String, in range: MirrorRange) async throws -> [MirrorStamp]
    /// Which of these rows, an id and a stamp each, are not there with the same stamp.
    ///
    /// - Parameter countsDeleted: Whether a row that is marked as deleted is there.
    func rowsNotHeld(_ rows: TextBatch, of object: String, countsDeleted: Bool) async throws -> [Int]
    /// Linked records that the mirror lacks, although it once had them or a person named them; sorted.
    func linkedButNotMirrored(of object: String, entities: [Entity]) async throws -> [String]
    /// Marks rows as gone that Salesforce no longer has; tells those that are linked.
    func markDeleted(_ ids: [String], of object: String, entity: Entity, in run: RunNumber) async throws -> Int
    /// The rows as mirrored, sorted by id, from one snapshot.
    func exportMirror(
        of object: String, to sink: @escaping @Sendable (ExportPart) throws -> Void
    ) async throws
}

/// A field of a mirror.
package struct MirrorField: Sendable, Hashable {
    package let name: String
    package let type: SalesforceFieldType
    package let isCalculated: Bool
    /// Every mirrored row has been read with this field; off, it still needs a backfill.
    package let isFilled: Bool
    /// When a calculated field was last read of every row (D§8).
    package let refreshedAt: Instant?

    package init(
        name: String, type: SalesforceFieldType, isCalculated: Bool, isFilled: Bool, refreshedAt: Instant?
    ) {
        self.name = name
        self.type = type
        self.isCalculated = isCalculated
        self.isFilled = isFilled
        self.refreshedAt = refreshedAt
    }

    /// The mirror's column for a field of Salesforce.
    package static func columnName(of field: String) -> String {
        switch field.lowercased() {
        case "systemmodstamp": "system_modstamp"
        case "lastmodifieddate": "last_modified_date"
        case "createddate": "created_date"
        case "isdeleted": "is_deleted"
        case let name where bookkeeping.contains(name): name + "_"
        case let name: name
        }
    }

    /// Columns of every mirror that are no field of Salesforce.
    private static let bookkeeping: Set<String> = ["fetched_in", "revision", "rowid"]
}

/// How some rows are to be written into a mirror.
package struct MirrorPage: Sendable {
    package let object: String
    package let entity: Entity
    /// The fields of the rows, in the order of their columns; `Id` is the first.
    package let fields: [String]
    /// The field that says when a row changed: `SystemModstamp`, or what stands for it.
    package let stampField: String?
    /// Off for a backfill and a refresh: rows that the mirror does not hold stay out of it.
    package let addsRows: Bool
    package let run: RunNumber
    /// On for a repair: what Salesforce says now stands, even over a stamp that says it is older.
    package var overwritesNewer = false
    /// Bookmarks to move with the rows; nothing removes one.
    package var bookmarks: [String: String?] = [:]

    package init(
        object: String, entity: Entity, fields: [String], stampField: String?, addsRows: Bool, run: RunNumber
    ) {
        self.object = object
        self.entity = entity
        self.fields = fields
        self.stampField = stampField
        self.addsRows = addsRows
        self.run = run
    }
}

/// What became of rows written into a mirror.
package struct MirrorCounts: Sendable, Hashable {
    package var read = 0
    package var new = 0
    package var changed = 0
    /// Linked or not: rows that Salesforce has deleted since they were last read.
    package var deleted = 0
    /// Cells that do not hold what their field's type says.
    package var rejectedCells = 0
    /// Rows with such a cell.
    package var rejectedRows = 0
    /// Of a repair: the ids of the rows that were there and held something else.
    package var repaired: [String] = []

    package init() {}

    package static func += (left: inout MirrorCounts, right: MirrorCounts) {
        left.read += right.read
        left.new += right.new
        left.changed += right.changed
        left.deleted += right.deleted
        left.rejectedCells += right.rejectedCells
        left.rejectedRows += right.rejectedRows
        left.repaired += right.repaired
    }
}

/// What a completed reading of an object has settled.
package struct MirrorMilestone: Sendable {
    package var object: String
    /// These fields are now filled for every row.
    package var filledFields: [String] = []
    /// These calculated fields have now been read of every row.
    package var refreshedFields: [String] = []
    package var run: RunNumber
    package var bookmarks: [String: String?] = [:]

    package init(object: String, run: RunNumber) {
        self.object = object
        self.run = run
    }
}

/// Rows by the time of their last change: from, and until before.
package struct MirrorRange: Sendable, Hashable {
    package var from: Instant?
    package var until: Instant
    /// Only rows that a person or program changed since: the scope of the first fetch (D§8).
    package var modifiedSince: Instant?

    package init(from: Instant?, until: Instant, modifiedSince: Instant?) {
        self.from = from
        self.until = until
        self.modifiedSince = modifiedSince
    }

    /// What of it lies in a day (UTC); nothing where none does.
    package func on(_ day: Day) -> MirrorRange? {
        let begin = max(from ?? day.startInUTC, day.startInUTC)
        let end = min(until, day.advanced(by: 1).startInUTC)
        return begin < end ? MirrorRange(from: begin, until: end, modifiedSince: modifiedSince) : nil
    }
}

/// A mirrored row's id and the time of its last change.
package struct MirrorStamp: Sendable, Hashable {
    package let id: String
    package let stamp: Instant

    package init(id: String, stamp: Instant) {
        self.id = id
        self.stamp = stamp
    }
}
