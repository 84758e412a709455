/// One job of Bulk API 2.0 that writes records.
struct IngestJob: Sendable {
    enum State: String, Sendable {
        case open = "Open"
        case uploadComplete = "UploadComplete"
        case inProgress = "InProgress"
        case jobComplete = "JobComplete"
        case failed = "Failed"
        case aborted = "Aborted"

        var isEnded: Bool { self == .jobComplete || self == .failed || self == .aborted }
    }

    enum Operation: String, Sendable {
        case insert, update, upsert, delete, hardDelete
    }

    /// What became of one uploaded row.
    struct Outcome: Sendable {
        let place: Range<Int>
        let id: String
        /// Nil for a row that was written.
        let error: String?
        let isCreated: Bool
    }

    let id: String
    let object: String
    let operation: Operation
    let externalIDField: String?
    let format: BulkFormat
    let version: Int
    let createdAt: Int64

    var state = State.open
    var changedAt: Int64
    var content: [UInt8]?
    var outcomes: [Outcome] = []
    var failedCount = 0
    /// Where the unprocessed rest of the upload begins.
    var processedUpTo = 0
    var errorMessage: String?
    var processingTime = 0

    /// The job's information; a job under way says more than one just created.
    func json(createdBy user: String, _ detail: JobDetail) -> JSONValue {
        var info = JSONValue.members([
            "id": .text(id),
            "operation": .text(operation.rawValue),
            "object": .text(object),
            "createdById": .text(user),
            "createdDate": .text(WireTime.json(createdAt)),
            "systemModstamp": .text(WireTime.json(changedAt)),
            "state": .text(state.rawValue),
        ])
        if let externalIDField { info.set("externalIdFieldName", .text(externalIDField)) }
        info.set("concurrencyMode", "Parallel")
        info.set("contentType", "CSV")
        info.set("apiVersion", .number("\(version).0"))
        if detail != .brief { info.set("jobType", "V2Ingest") }
        // Salesforce writes this path without a leading slash.
        info.set("contentUrl", .text("services/data/v\(version).0/jobs/ingest/\(id)/batches"))
        info.set("lineEnding", .text(format.lineEndingName))
        info.set("columnDelimiter", .text(format.delimiterName))
        guard detail == .whole else { return info }
        info.set("numberRecordsProcessed", .integer(outcomes.count))
        info.set("numberRecordsFailed", .integer(failedCount))
        info.set("retries", 0)
        info.set("totalProcessingTime", .integer(processingTime))
        info.set("apiActiveProcessingTime", .integer(processingTime))
        info.set("apexProcessingTime", 0)
        if let errorMessage { info.set("errorMessage", .text(errorMessage)) }
        return info
    }
}
