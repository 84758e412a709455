/// A job of Bulk API 1.0 with its batches.
struct ClassicJob: Sendable {
    /// What a batch came to.
    enum Result: Sendable {
        case rows([RowOutcome])
        case query(QueryCursor)
        case failure(String)
        /// Others took its place, each with a range of ids.
        case cut
    }

    struct Batch: Sendable {
        let id: String
        let createdAt: Int64
        let request: [UInt8]
        let result: Result
    }

    let id: String
    let object: String
    let operation: String
    let externalIDField: String?
    let contentType: String
    let chunking: PKChunking?
    let version: Int
    let createdAt: Int64
    var state = "Open"
    var batches: [Batch] = []

    var isQuery: Bool { operation == "query" || operation == "queryAll" }

    /// Batches answer in the job's own format: JSON for JSON, XML for CSV and XML.
    var format: ClassicDocument.Format { contentType == "JSON" ? .json : .xml }

    /// A failed insert has no id; a failed update has, since version 53.
    func shownID(of row: RowOutcome) -> String? {
        row.isSuccess || (operation != "insert" && version >= 53) ? row.id : nil
    }

    func document(createdBy user: String, now: Int64, pace: Int64) -> ClassicDocument {
        let states = batches.map { $0.state(now: now, pace: pace) }
        return ClassicDocument(
            name: "jobInfo",
            members: [
                ("apexProcessingTime", 0), ("apiActiveProcessingTime", 0), ("apiVersion", .number("\(version).0")),
                ("assignmentRuleId", nil), ("concurrencyMode", "Parallel"), ("contentType", .text(contentType)),
                ("createdById", .text(user)), ("createdDate", .text(WireTime.json(createdAt))),
                ("externalIdFieldName", .optional(externalIDField)), ("fastPathEnabled", false), ("id", .text(id)),
                ("numberBatchesCompleted", .integer(states.count { $0 == "Completed" })),
                ("numberBatchesFailed", .integer(states.count { $0 == "Failed" })),
                ("numberBatchesInProgress", .integer(states.count { $0 == "InProgress" })),
                ("numberBatchesQueued", .integer(states.count { $0 == "Queued" })),
                ("numberBatchesTotal", .integer(states.count)),
                ("numberRecordsFailed", .integer(batches.map(\.failedCount).reduce(0, +))),
                ("numberRecordsProcessed", .integer(batches.map(\.recordCount).reduce(0, +))),
                ("numberRetries", 0), ("object", .text(object)), ("operation", .text(operation)),
                ("state", .text(state)), ("systemModstamp", .text(WireTime.json(now))), ("totalProcessingTime", 0),
            ])
    }
}

extension ClassicJob.Batch {
    /// A batch's life is a matter of time; its work was done when it arrived.
    func state(now: Int64, pace: Int64) -> String {
        if now - createdAt < pace { return "Queued" }
        if now - createdAt < 2 * pace { return "InProgress" }
        return switch result {
        case .failure: "Failed"
        case .cut: "NotProcessed"
        case .rows, .query: "Completed"
        }
    }

    var recordCount: Int {
        switch result {
        case .rows(let rows): rows.count
        case .query(let cursor): cursor.rowCount
        case .failure, .cut: 0
        }
    }

    var failedCount: Int {
        guard case .rows(let rows) = result else { return 0 }
        return rows.count { !$0.isSuccess }
    }

    func document(jobID: String, now: Int64, pace: Int64) -> ClassicDocument {
        let state = state(now: now, pace: pace)
        var message: JSONValue = nil
        if state == "Failed", case .failure(let text) = result { message = .text(text) }
        return ClassicDocument(
            name: "batchInfo",
            members: [
                ("apexProcessingTime", 0), ("apiActiveProcessingTime", 0),
                ("createdDate", .text(WireTime.json(createdAt))), ("id", .text(id)), ("jobId", .text(jobID)),
                ("numberRecordsFailed", .integer(failedCount)), ("numberRecordsProcessed", .integer(recordCount)),
                ("state", .text(state)), ("stateMessage", message),
                ("systemModstamp", .text(WireTime.json(now))), ("totalProcessingTime", 0),
            ])
    }
}
