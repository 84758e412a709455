import HTTPTypes
import NIOCore
import Synchronization

/// `/jobs/ingest`: the jobs there are, and what clients may do with them.
final class IngestJobs: Sendable {
    private struct State {
        var jobs: [String: IngestJob] = [:]
        /// Newest last.
        var order: [String] = []
        var count = 0
        var batches = 0
    }

    /// 150 MB as base64.
    static let largestUpload = 112_500_000
    private static let largestMultipart = 100_000
    private static let pageSize = 1000
    private static let mostKept = 2000
    /// Uploads of ended jobs are dropped, oldest first, beyond this many bytes.
    private static let mostBytesKept = 1 << 30

    private let org: SalesforceOrg
    private let state = Mutex(State())
    private let queue: AsyncStream<String>.Continuation
    /// The jobs that wait for the processor, in order.
    let waiting: AsyncStream<String>

    init(org: SalesforceOrg) {
        self.org = org
        (waiting, queue) = AsyncStream.makeStream()
    }

    /// Batches of 10,000 records used up by all jobs.
    var batchCount: Int { state.withLock { $0.batches } }

    // MARK: Resources

    func create(_ call: APICall) async throws -> APIAnswer {
        if let type = call.headers[.contentType], type.lowercased().hasPrefix("multipart/form-data") {
            return try await createWithContent(call, contentType: type)
        }
        let job = try newJob(from: try await call.json(), version: call.version)
        return .json(job.json(createdBy: org.identity.userId, isFull: false))
    }

    private func createWithContent(_ call: APICall, contentType: String) async throws -> APIAnswer {
        let parts = MultipartForm.parts(of: try await call.body.collect(), contentType: contentType)
        guard let job = parts["job"], let content = parts["content"] else {
            throw SalesforceFault("INVALID_MULTIPART_REQUEST", "The parts job and content must be given.")
        }
        guard content.count <= Self.largestMultipart else {
            throw SalesforceFault(
                "INVALID_MULTIPART_REQUEST", "The content must not exceed \(Self.largestMultipart) characters.")
        }
        let description: JSONValue
        do {
            description = try JSONParser.parse(job)
        } catch {
            throw SalesforceFault.parserError(error.message)
        }
        let created = try newJob(from: description, version: call.version)
        let closed = try change(created.id) { job throws(SalesforceFault) in
            job.content = content
            job.state = .uploadComplete
        }
        queue.yield(created.id)
        return .json(closed.json(createdBy: org.identity.userId, isFull: false))
    }

    func list(_ call: APICall) -> APIAnswer {
        let start = call.query["queryLocator"].flatMap { Int($0) } ?? 0
        let (jobs, total) = state.withLock { state in
            (state.order.dropFirst(start).prefix(Self.pageSize).compactMap { state.jobs[$0] }, state.order.count)
        }
        let end = start + jobs.count
        var body = JSONValue.members([
            "done": .flag(end >= total),
            "records": .list(jobs.map { $0.json(createdBy: org.identity.userId, isFull: false) }),
        ])
        body.set("nextRecordsUrl", end >= total ? .null : .text("\(call.root)/jobs/ingest?queryLocator=\(end)"))
        return .json(body)
    }

    func info(_ id: String) throws -> APIAnswer {
        .json(try job(id).json(createdBy: org.identity.userId, isFull: true))
    }

    func upload(_ call: APICall, _ id: String) async throws -> APIAnswer {
        if let type = call.headers[.contentType], !type.lowercased().hasPrefix("text/csv") {
            throw SalesforceFault(
                "INVALIDCONTENTTYPE", "The content type must be text/csv, not \(type).", httpStatus: 415)
        }
        let waiting = try job(id)
        guard waiting.state == .open, waiting.content == nil else {
            throw BulkFault.wrongState(
                "Found multiple contents for job: \(waiting.id), please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job."
            )
        }
        var content: [UInt8] = []
        if let length = call.headers[.contentLength].flatMap({ Int($0) }) {
            content.reserveCapacity(min(length, Self.largestUpload))
        }
        try await call.body.forEachChunk { chunk in
            guard content.count + chunk.readableBytes <= Self.largestUpload else { throw SalesforceFault.tooLarge }
            content.append(contentsOf: chunk.readableBytesView)
        }
        _ = try change(id) { [content] job throws(SalesforceFault) in
            guard job.state == .open, job.content == nil else {
                throw BulkFault.wrongState("The job \(job.id) is not open for an upload.")
            }
            job.content = content
        }
        return APIAnswer(status: 201)
    }

    func setState(_ call: APICall, _ id: String) async throws -> APIAnswer {
        let wanted = try await call.json()["state"]?.text ?? ""
        let changed = try change(id) { job throws(SalesforceFault) in
            switch (wanted, job.state) {
            case ("UploadComplete", .open): job.state = .uploadComplete
            case ("Aborted", .open), ("Aborted", .uploadComplete), ("Aborted", .inProgress): job.state = .aborted
            case ("UploadComplete", let state), ("Aborted", let state):
                throw BulkFault.wrongState("Job state cannot be changed from \(state.rawValue) to \(wanted).")
            default:
                throw SalesforceFault.parserError("state: value \(wanted) is not one of [Aborted, UploadComplete]")
            }
        }
        if changed.state == .uploadComplete { queue.yield(changed.id) }
        return .json(changed.json(createdBy: org.identity.userId, isFull: false))
    }

    func delete(_ id: String) throws -> APIAnswer {
        let job = try job(id)
        guard job.state.isEnded else {
            throw BulkFault.wrongState("The job \(job.id) is \(job.state.rawValue): abort it or wait for its end.")
        }
        state.withLock { state in
            state.jobs[job.id] = nil
            state.order.removeAll { $0 == job.id }
        }
        return .noContent
    }

    func results(_ id: String, _ kind: IngestResults.Kind) throws -> APIAnswer {
        let job = try job(id)
        guard job.state.isEnded else {
            throw BulkFault.wrongState("The results of job \(job.id) come when it has ended.")
        }
        return IngestResults(job: job, kind: kind).answer
    }

    // MARK: For the processor

    func job(_ id: String) throws(SalesforceFault) -> IngestJob {
        guard let job = state.withLock({ $0.jobs[RecordID.long(id)] }) else { throw .unknownResource }
        return job
    }

    @discardableResult
    func change(
        _ id: String, _ body: (inout IngestJob) throws(SalesforceFault) -> Void
    ) throws(SalesforceFault) -> IngestJob {
        let id = RecordID.long(id)
        let now = org.clock()
        return try state.withLock { state throws(SalesforceFault) in
            guard var job = state.jobs.removeValue(forKey: id) else { throw .unknownResource }
            // The job is taken out while it changes, so that its arrays are not copied.
            do throws(SalesforceFault) {
                try body(&job)
                job.changedAt = now
            } catch {
                state.jobs[id] = job
                throw error
            }
            state.jobs[id] = job
            return job
        }
    }

    func countBatches(_ number: Int) {
        state.withLock { $0.batches += number }
    }

    /// Lets go of the oldest uploads when they take too much memory.
    func dropOldUploads() {
        state.withLock { state in
            var kept = 0
            for id in state.order.reversed() {
                guard let job = state.jobs[id], job.state.isEnded else { continue }
                kept += job.content?.count ?? 0
                if kept > Self.mostBytesKept { state.jobs[id] = nil }
            }
            state.order.removeAll { state.jobs[$0] == nil }
        }
    }

    private func newJob(from body: JSONValue, version: Int) throws(SalesforceFault) -> IngestJob {
        guard let operation = body["operation"]?.text.flatMap(IngestJob.Operation.init) else {
            throw .parserError(
                "operation: value \(body["operation"]?.text ?? "null") is not one of [delete, hardDelete, insert, update, upsert]"
            )
        }
        guard let named = body["object"]?.text, let object = org.objectName(named) else {
            throw SalesforceFault(
                "INVALIDENTITY", "Unable to find object: \(body["object"]?.text ?? "null")")
        }
        guard allows(operation, on: object) else {
            throw SalesforceFault("INVALIDENTITY", "Entity '\(object)' is not supported by the Bulk API.")
        }
        if let type = body["contentType"]?.text, type != "CSV" {
            throw .parserError("contentType: value \(type) is not one of [CSV]")
        }
        let key = try externalIDField(body, operation, object)
        let format = try BulkFormat(job: body)
        let now = org.clock()
        return state.withLock { state in
            state.count += 1
            let job = IngestJob(
                id: RecordID.make(prefix: "750", number: state.count), object: object, operation: operation,
                externalIDField: key, format: format, version: version, createdAt: now, changedAt: now)
            state.jobs[job.id] = job
            state.order.append(job.id)
            if state.order.count > Self.mostKept { state.jobs[state.order.removeFirst()] = nil }
            return job
        }
    }

    private func allows(_ operation: IngestJob.Operation, on object: String) -> Bool {
        switch operation {
        case .insert: org.isCreateable(object)
        case .update: org.isUpdateable(object)
        case .upsert: org.isCreateable(object) && org.isUpdateable(object)
        case .delete, .hardDelete: org.isDeletable(object)
        }
    }

    private func externalIDField(
        _ body: JSONValue, _ operation: IngestJob.Operation, _ object: String
    ) throws(SalesforceFault) -> String? {
        guard operation == .upsert else { return nil }
        guard let named = body["externalIdFieldName"]?.text, !named.isEmpty else {
            throw SalesforceFault(
                "INVALIDJOB",
                "InvalidJob : External ID was blank for \(object). An External ID must be specified for upsert.")
        }
        guard let field = org.fieldName(named, of: object), org.isIdLookup(field, of: object) else {
            throw SalesforceFault(
                "INVALIDJOB",
                "InvalidJob : Field name provided, \(named) does not match an External ID, Salesforce Id, or indexed field for \(object)"
            )
        }
        return field
    }
}
