import Domain

/// Compares one range of a mirror with Salesforce record by record, and writes what Salesforce says.
struct RangeReader {
    let salesforce: any Salesforce
    let store: any FetchStore
    let context: RunContext
    let entity: Entity
    let object: String
    let needed: FetchFields

    func count(_ range: MirrorRange) async throws -> Int {
        try await salesforce.count(window(range).countSOQL)
    }

    /// Reads the range, mends the mirror, and tells what differed.
    func mend(_ range: MirrorRange, records: Int) async throws -> [ReconcileReport.Difference] {
        var unseen: [String: Instant] = [:]
        for row in try await store.mirrorStamps(of: object, in: range) { unseen[row.id] = row.stamp }
        var differences: [ReconcileReport.Difference] = []
        try await read(range, records: records) { batch, repaired in
            for row in 0..<batch.rowCount {
                guard let (id, stamp) = identity(of: row, in: batch) else { continue }
                guard let known = unseen.removeValue(forKey: id) else {
                    differences.append(difference(id, stamp, .missing))
                    continue
                }
                if known != stamp {
                    differences.append(difference(id, stamp, .stale))
                } else if repaired.contains(id) {
                    differences.append(difference(id, stamp, .altered))
                }
            }
        }
        differences += try await settle(unseen, until: range.until)
        return differences.sorted { ($0.day, $0.id) < ($1.day, $1.id) }
    }

    /// The days (UTC) on which records last changed that the mirror does not hold with the very stamp that Salesforce
    /// tells; every record of the range is compared, by id and stamp alone.
    func daysNotHeld(in range: MirrorRange, records: Int) async throws -> Set<Day> {
        let fields = ["Id", needed.stampField]
        var days: Set<Day> = []
        var delivered = 0
        var pages = try await pages(of: range, fields: fields, records: records)
        while let part = try await pages.next() {
            for row in try await store.rowsNotHeld(part.rows, of: object, countsDeleted: false) {
                guard let stamp = Instant(iso8601: part.rows.string(row: row, column: 1)) else { continue }
                days.insert(stamp.dayInUTC)
            }
            delivered += part.rows.rowCount
        }
        // What changed meanwhile has left the range; a list that lacks more than that proves nothing.
        guard try await delivered >= count(range) else {
            throw PlainError(
                "Salesforce listed \(delivered) records of \(object), and counts more. Run the command again.",
                remedy: .pauseRun)
        }
        return days
    }

    /// What the mirror has in this range and Salesforce has not: changed meanwhile, elsewhere in time, or gone.
    private func settle(
        _ unseen: [String: Instant], until: Instant
    ) async throws -> [ReconcileReport.Difference] {
        var differences: [ReconcileReport.Difference] = []
        var gone = unseen
        let ids = unseen.keys.sorted()
        for start in stride(from: 0, to: ids.count, by: RecordQuery.idsPerQuery) {
            let some = ids[start..<min(start + RecordQuery.idsPerQuery, ids.count)]
            let soql = RecordQuery.soql(needed.names, of: object, ids: some)
            var pages = salesforce.query(soql, fields: needed.names, includingDeleted: true)
            while let part = try await pages.next() {
                _ = try await write(part.rows)
                for row in 0..<part.rows.rowCount {
                    guard let (id, stamp) = identity(of: row, in: part.rows), let known = gone.removeValue(forKey: id)
                    else { continue }
                    if isDeleted(row, in: part.rows) {
                        differences.append(difference(id, known, .surplus))
                    } else if stamp < until {
                        differences.append(difference(id, known, .stale))
                    }
                }
            }
        }
        _ = try await store.markDeleted(gone.keys.sorted(), of: object, entity: entity, in: context.run)
        return differences + gone.map { difference($0.key, $0.value, .surplus) }
    }

    private func read(
        _ range: MirrorRange, records: Int, _ look: (TextBatch, _ repaired: Set<String>) -> Void
    ) async throws {
        var pages = try await pages(of: range, fields: needed.names, records: records)
        while let part = try await pages.next() {
            look(part.rows, try await write(part.rows))
        }
    }

    private func pages(
        of range: MirrorRange, fields: [String], records: Int
    ) async throws -> any SalesforcePages {
        let reading = FetchReading(purpose: .first, fields: fields, window: window(range), includesDeleted: false)
        if records <= FetchStage.bulkThreshold, reading.fitsRequestLine {
            return salesforce.query(reading.restSOQL(after: nil), fields: fields, includingDeleted: false)
        }
        let job = try await salesforce.startBulkQuery(reading.bulkSOQL, includingDeleted: false)
        guard try await salesforce.awaitBulkQuery(job) != nil else {
            throw PlainError("Salesforce lost the bulk job \(job). Run the command again.", remedy: .pauseRun)
        }
        return salesforce.bulkResults(job, fields: fields, from: nil)
    }

    /// The ids of the rows that the mirror had, and had otherwise.
    private func write(_ rows: TextBatch) async throws -> Set<String> {
        guard !rows.isEmpty else { return [] }
        var page = MirrorPage(
            object: object, entity: entity, fields: needed.names, stampField: needed.stampField, addsRows: true,
            run: context.run)
        page.overwritesNewer = true
        return Set(try await store.apply([rows], as: page, at: context.startedAt).repaired)
    }

    private func window(_ range: MirrorRange) -> FetchWindow {
        FetchWindow(
            object: object, stampField: needed.stampField, from: range.from, until: range.until,
            modifiedSince: range.modifiedSince.map {
                FetchWindow.ModifiedSince(field: needed.modifiedField, instant: $0)
            })
    }

    private func identity(of row: Int, in batch: TextBatch) -> (id: String, stamp: Instant)? {
        guard let column = needed.names.firstIndex(of: needed.stampField),
            let stamp = Instant(iso8601: batch.string(row: row, column: column))
        else { return nil }
        return (batch.string(row: row, column: 0), stamp)
    }

    private func isDeleted(_ row: Int, in batch: TextBatch) -> Bool {
        guard let column = needed.names.firstIndex(of: "IsDeleted") else { return false }
        return batch.string(row: row, column: column) == "true"
    }

    private func difference(
        _ id: String, _ stamp: Instant, _ kind: ReconcileReport.Difference.Kind
    ) -> ReconcileReport.Difference {
        ReconcileReport.Difference(id: id, day: stamp.dayInUTC, kind: kind)
    }
}
