/// Works off the ingest jobs that wait, one after another, 200 records a transaction.
struct IngestProcessor: Sendable {
    let jobs: IngestJobs
    let org: SalesforceOrg
    let writer: FaultyWriter
    /// How long a job stays in UploadComplete, and at least in InProgress.
    let pace: Duration

    private static let chunkSize = 200
    private static let batchSize = 10_000

    func run() async throws {
        for await id in jobs.waiting {
            do {
                try await Task.sleep(for: pace)
                try await process(id)
            } catch is SalesforceFault {
                // Deleted or aborted while it waited: there is nothing left to do.
                continue
            }
        }
    }

    private func process(_ id: String) async throws {
        let job = try jobs.change(id) { job throws(SalesforceFault) in
            guard job.state == .uploadComplete else { throw .unknownResource }
            job.state = .inProgress
        }
        try await Task.sleep(for: pace)
        let start = org.clock()
        do {
            try await write(job)
            try jobs.change(id) { [org] job throws(SalesforceFault) in
                if job.state == .inProgress { job.state = .jobComplete }
                job.processingTime = Int(org.clock() - start)
            }
        } catch let failure as JobFailure {
            try fail(id, failure.message)
        } catch let malformed as CSVUpload.Malformed {
            try fail(id, "InvalidBatch : \(malformed.message)")
        }
        jobs.dropOldUploads()
    }

    private func fail(_ id: String, _ message: String) throws {
        try jobs.change(id) { job throws(SalesforceFault) in
            job.state = .failed
            job.errorMessage = message
        }
    }

    /// What ends a job as a whole.
    private struct JobFailure: Error {
        let message: String
    }

    private func write(_ job: IngestJob) async throws {
        let content = job.content ?? []
        // A job that nothing was sent for has nothing to do, and that is no failure.
        guard content.contains(where: { $0 > 0x20 }) else { return }
        guard var upload = try CSVUpload(content, delimiter: job.format.delimiter) else {
            throw JobFailure(message: "InvalidBatch : The batch has no data.")
        }
        let columns = try check(upload, of: job)
        var rows: [CSVUpload.Row]
        repeat {
            // A batch is read whole before any of it is written: one bad row spoils it, and no batch before it.
            rows = try upload.nextRows(Self.batchSize, of: content)
            let outcomes = stride(from: 0, to: rows.count, by: Self.chunkSize).flatMap { start in
                write(rows[start..<min(rows.count, start + Self.chunkSize)], columns, job)
            }
            guard try hand(over: outcomes, of: job, upTo: upload.position) else { return }
            if !rows.isEmpty { jobs.countBatches(1) }
            await Task.yield()
        } while !rows.isEmpty
    }

    /// Makes finished rows visible; false when the job was aborted meanwhile.
    private func hand(over outcomes: [IngestJob.Outcome], of job: IngestJob, upTo end: Int) throws -> Bool {
        let changed = try jobs.change(job.id) { job throws(SalesforceFault) in
            job.outcomes += outcomes
            job.failedCount += outcomes.count { $0.error != nil }
            job.processedUpTo = end
        }
        return changed.state == .inProgress
    }

    /// The names of the columns, canonical where they are plain fields.
    private func check(_ upload: CSVUpload, of job: IngestJob) throws -> [String] {
        guard upload.usesCRLF == (job.format.lineEndingName == "CRLF") else {
            throw JobFailure(
                message: "ClientInputError : LineEnding is invalid on user data. "
                    + "Current LineEnding setting is \(job.format.lineEndingName)")
        }
        if job.operation == .delete || job.operation == .hardDelete {
            guard upload.header.count == 1, upload.header[0].equalsIgnoringCase("Id") else {
                throw JobFailure(message: "InvalidBatch : The 'delete' batch must contain only ids")
            }
        }
        return try upload.header.map { name in
            if name.contains(".") { return name }
            guard let field = org.fieldName(name, of: job.object) else {
                throw JobFailure(message: "InvalidBatch : Field name not found : \(name)")
            }
            return field
        }
    }

    private func write(_ rows: ArraySlice<CSVUpload.Row>, _ columns: [String], _ job: IngestJob) -> [IngestJob.Outcome]
    {
        let records = rows.map { $0.record(columns: columns) }
        let outcomes =
            switch job.operation {
            case .insert: writer.insert(records, into: job.object)
            case .update: writer.update(records, of: job.object)
            case .upsert: writer.upsert(records, of: job.object, by: job.externalIDField ?? "Id")
            case .delete: writer.delete(records.map { $0.id ?? "" }, of: job.object)
            case .hardDelete: writer.delete(records.map { $0.id ?? "" }, of: job.object, permanently: true)
            }
        return zip(zip(rows, records), outcomes).map { sent, outcome in
            IngestJob.Outcome(
                place: sent.0.place, id: shownID(outcome, sent: sent.1, job),
                error: outcome.isSuccess ? nil : outcome.errors.map(\.bulkText).joined(separator: ";"),
                isCreated: outcome.isCreated)
        }
    }

    /// A failed insert has no id; a failed update has, since version 53.
    private func shownID(_ outcome: RowOutcome, sent: RecordInput, _ job: IngestJob) -> String {
        if outcome.isSuccess { return outcome.id ?? "" }
        guard job.operation != .insert, job.version >= 53 else { return "" }
        return outcome.id ?? sent.id ?? ""
    }
}
