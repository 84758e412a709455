import Domain

/// Tells by ids and stamps alone what came late into the time that a fetch reads once more (D§8).
///
/// Where much was changed shortly before the last fetch, all of it lies in the overlap; comparing stamps costs a fraction
/// of reading every field again.
struct OverlapCheck {
    let salesforce: any Salesforce
    let store: any FetchStore

    /// Up to so many records are read by their ids: ten requests.
    private static let mostLate = 2000

    /// Has the org list the ids and stamps of an overlap, while the reading itself goes on; returns the job.
    func begin(_ overlap: FetchReading) async throws -> String {
        try await salesforce.startBulkQuery(overlap.listed.bulkSOQL, includingDeleted: overlap.includesDeleted)
    }

    /// The records of the overlap that the mirror does not hold with the very stamp that Salesforce tells; nothing where
    /// there are so many that all of it is read sooner.
    ///
    /// A job that is lost, or delivers less than it announced, proves nothing.
    func lateRecords(of overlap: FetchReading, listedBy job: String) async throws -> [String]? {
        guard let announced = try await salesforce.awaitBulkQuery(job) else { return nil }
        var pages = salesforce.bulkResults(job, fields: overlap.listed.fields, from: nil)
        var delivered = 0
        var late: [String] = []
        while let part = try await pages.next() {
            late += try await store.rowsNotHeld(part.rows, of: overlap.window.object, countsDeleted: true).map {
                part.rows.string(row: $0, column: 0)
            }
            guard late.isEmpty || late.count <= Self.mostLate && overlap.fitsRequestLine else { return nil }
            delivered += part.rows.rowCount
        }
        return delivered == announced ? late : nil
    }

    /// Reads these records as they are now; nothing where an answer fell short.
    func read(
        _ late: [String], of overlap: FetchReading, _ context: RunContext, _ entity: Entity
    ) async throws -> MirrorCounts? {
        let object = overlap.window.object
        let page = MirrorPage(
            object: object, entity: entity, fields: overlap.fields, stampField: overlap.window.stampField,
            addsRows: overlap.purpose.addsRows, run: context.run)
        var counts = MirrorCounts()
        for start in stride(from: 0, to: late.count, by: RecordQuery.idsPerQuery) {
            let some = late[start..<min(start + RecordQuery.idsPerQuery, late.count)]
            var pages = salesforce.query(
                RecordQuery.soql(overlap.fields, of: object, ids: some), fields: overlap.fields,
                includingDeleted: overlap.includesDeleted)
            var rows: [TextBatch] = []
            while let part = try await pages.next() {
                rows.append(part.rows)
                guard let end = part.endOfPage else { continue }
                guard rows.reduce(0, { $0 + $1.rowCount }) == end.recordCount else { return nil }
                counts += try await store.apply(rows.filter { !$0.isEmpty }, as: page, at: context.startedAt)
                rows = []
            }
        }
        return counts
    }
}

extension FetchReading {
    /// What lies in the overlap, as a reading of its own; nothing for a reading without one.
    var overlap: FetchReading? {
        guard let knownUntil else { return nil }
        var late = window
        late.until = knownUntil
        return FetchReading(purpose: purpose, fields: fields, window: late, includesDeleted: includesDeleted)
    }

    /// The same records by ids and stamps alone.
    fileprivate var listed: FetchReading {
        FetchReading(
            purpose: purpose, fields: ["Id", window.stampField], window: window, includesDeleted: includesDeleted)
    }
}
