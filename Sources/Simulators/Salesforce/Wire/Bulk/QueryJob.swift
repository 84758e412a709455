/// One job of Bulk API 2.0 that reads records.
struct QueryJob: Sendable {
    let id: String
    let operation: String
    let cursor: QueryCursor
    let format: BulkFormat
    let version: Int
    let createdAt: Int64
    var abortedAt: Int64?

    /// A job's life is a matter of time: its rows are found at the start and written out when asked for.
    func state(now: Int64, pace: Int64) -> String {
        if abortedAt != nil { return "Aborted" }
        if now - createdAt < pace { return "UploadComplete" }
        return now - createdAt < 2 * pace ? "InProgress" : "JobComplete"
    }

    /// The job's information; a job just created says less than one that is looked up.
    func json(createdBy user: String, now: Int64, pace: Int64, _ detail: JobDetail) -> JSONValue {
        let state = state(now: now, pace: pace)
        var info = JSONValue.members([
            "id": .text(id),
            "operation": .text(operation),
            "object": .text(cursor.object),
            "createdById": .text(user),
            "createdDate": .text(WireTime.json(createdAt)),
            "systemModstamp": .text(WireTime.json(abortedAt ?? createdAt)),
            "state": .text(state),
            "concurrencyMode": "Parallel",
            "contentType": "CSV",
            "apiVersion": .number("\(version).0"),
        ])
        if detail != .brief { info.set("jobType", "V2Query") }
        info.set("lineEnding", .text(format.lineEndingName))
        info.set("columnDelimiter", .text(format.delimiterName))
        guard detail == .whole else { return info }
        info.set("numberRecordsProcessed", .integer(state == "JobComplete" ? cursor.rowCount : 0))
        info.set("retries", 0)
        info.set("totalProcessingTime", .integer(state == "JobComplete" ? pace : 0))
        info.set("isPkChunkingSupported", true)
        return info
    }
}
