import Domain

/// Tells by ids and stamps alone whether anything came late into the time that a fetch reads once more (D§8).
///
/// Where much was changed shortly before the last fetch, all of it lies in the overlap; comparing stamps costs a fraction
/// of reading every field again.
struct OverlapCheck {
    let salesforce: any Salesforce
    let store: any FetchStore

    /// Has the org list the ids and stamps of an overlap, while the reading itself goes on; returns the job.
    func begin(_ overlap: FetchReading) async throws -> String {
        try await salesforce.startBulkQuery(overlap.listed.bulkSOQL, includingDeleted: overlap.includesDeleted)
    }

    /// Whether the mirror holds every record of the overlap with the very stamp that Salesforce tells.
    ///
    /// A job that is lost, or delivers less than it announced, proves nothing.
    func mirrorHolds(_ overlap: FetchReading, listedBy job: String) async throws -> Bool {
        guard let announced = try await salesforce.awaitBulkQuery(job) else { return false }
        var pages = salesforce.bulkResults(job, fields: overlap.listed.fields, from: nil)
        var delivered = 0
        while let part = try await pages.next() {
            guard try await store.mirrorHolds(part.rows, of: overlap.window.object) else { return false }
            delivered += part.rows.rowCount
        }
        return delivered == announced
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
