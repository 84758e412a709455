package import Domain

extension SalesforceConnector {
    package func startBulkQuery(_ soql: String, includingDeleted: Bool) async throws -> String {
        struct Wish: Encodable {
            let operation: String
            let query: String
        }
        let wish = Wish(operation: includingDeleted ? "queryAll" : "query", query: soql)
        let job = try await client.createJob(.query, wish).id
        jobs.begin(job)
        return job
    }

    /// A job that failed or was aborted is an error for the run that began it, and unknown to later ones.
    package func awaitBulkQuery(_ job: String) async throws -> Int? {
        guard let ended = try await client.awaitEnd(.query, job) else { return nil }
        if ended.state == .complete { return ended.numberRecordsProcessed ?? 0 }
        guard jobs.reportsFailure(of: job) else { return nil }
        throw ended.failure(request: "GET \(BulkJobKind.query.path(job))")
    }

    package func bulkResults(_ job: String, fields: [String], from locator: String?) -> any SalesforcePages {
        BulkResultPages(client: client, job: job, fields: fields, from: locator)
    }

    package func startBulkUpdate(object: String, fields: [String]) async throws -> String {
        struct Wish: Encodable {
            let object: String
            let operation = "update"
            let contentType = "CSV"
            let lineEnding = "LF"
        }
        try PushGuard.check(fields, object: object)
        let job = try await client.createJob(.ingest, Wish(object: object)).id
        jobs.begin(job)
        return job
    }

    /// Rows that cannot be sent are kept back and answered by `awaitBulkUpdate`.
    package func uploadBulkUpdate(_ job: String, rows: PushRows) async throws {
        let upload = try BulkUpload(rows)
        guard try await client.job(.ingest, job)?.state == .open else {
            throw SalesforceError(.isAlreadyUploaded, request: "PUT \(BulkJobKind.ingest.path(job))")
        }
        jobs.keep(refused: upload.refused, of: job)
        guard upload.rowCount > 0 else {
            _ = try await client.setState(.aborted, of: job)
            return
        }
        try await client.upload(upload.csv, to: job)
        try await client.closeUpload(of: job)
    }

    package func awaitBulkUpdate(_ job: String) async throws -> [PushAnswer]? {
        guard let ended = try await endOfUpdate(job) else { return nil }
        let refused = jobs.takeRefused(of: job)
        if ended.state != .complete, (ended.numberRecordsProcessed ?? 0) == 0 {
            guard ended.state == .failed, jobs.reportsFailure(of: job) else { return refused.isEmpty ? nil : refused }
            throw ended.failure(request: "GET \(BulkJobKind.ingest.path(job))")
        }
        return refused + (try await BulkUpdateResults(client: client, job: ended).read())
    }

    /// A job that never got its data, or was never closed, is aborted: nothing of it has been or will be carried out.
    ///
    /// The request that closes it may still be on its way from a process that was killed. Then it cannot be aborted
    /// any more, and is waited for: whoever took it for dead would write its values again.
    private func endOfUpdate(_ job: String) async throws -> BulkJob? {
        let ended = try await client.awaitEnd(.ingest, job)
        guard let ended, ended.state == .open else { return ended }
        do {
            return try await client.setState(.aborted, of: job)
        } catch let error as SalesforceError where error.remedy == .failRun {
            return try await client.awaitEnd(.ingest, job)
        }
    }
}
