import HTTPTypes
import Synchronization

/// `/services/async`: Bulk API 1.0, as far as today's clients still use it.
final class ClassicJobs: Sendable {
    private struct State {
        var jobs: [String: ClassicJob] = [:]
        var count = 0
    }

    let writer: FaultyWriter
    /// Milliseconds in Queued, and again in InProgress.
    let pace: Int64
    private let state = Mutex(State())

    var org: SalesforceOrg { writer.org }

    init(writer: FaultyWriter, pace: Duration) {
        self.writer = writer
        self.pace = Int64(pace / .milliseconds(1))
    }

    func answer(_ call: APICall) async throws -> APIAnswer {
        let isJSON = call.headers[.contentType].map { $0.lowercased().contains("json") } ?? false
        do {
            var call = call
            // The version stands there without its v.
            guard call.path.count > 2, let number = APIVersion.number(in: "v" + call.path[2]) else {
                throw SalesforceFault.unknownResource
            }
            call.version = number
            return try await Self.routes.answer(call, path: call.path.dropFirst(3), by: self)
        } catch let fault as ClassicFault {
            return fault.answer(in: isJSON ? .json : .xml)
        } catch let fault as SalesforceFault {
            return ClassicFault(fault).answer(in: isJSON ? .json : .xml)
        }
    }

    private static let routes: RouteTable<ClassicJobs> = {
        var table = RouteTable<ClassicJobs>()
        table.on(.post, "job") { jobs, call, _ in try await jobs.create(call) }
        table.on(.get, "job/:") { jobs, call, path in try jobs.info(call, path[0]) }
        table.on(.post, "job/:") { jobs, call, path in try await jobs.setState(call, path[0]) }
        table.on(.post, "job/:/batch") { jobs, call, path in try await jobs.addBatch(call, path[0]) }
        table.on(.get, "job/:/batch") { jobs, _, path in try jobs.batches(path[0]) }
        table.on(.get, "job/:/batch/:") { jobs, _, path in try jobs.batchInfo(path[0], path[1]) }
        table.on(.get, "job/:/batch/:/request") { jobs, _, path in try jobs.request(path[0], path[1]) }
        table.on(.get, "job/:/batch/:/result") { jobs, _, path in try jobs.result(path[0], path[1]) }
        table.on(.get, "job/:/batch/:/result/:") { jobs, call, path in
            try jobs.queryResult(call, path[0], path[1])
        }
        return table
    }()

    // MARK: Jobs

    private func create(_ call: APICall) async throws -> APIAnswer {
        let (fields, format) = try await document(call)
        guard let operation = fields["operation"],
            ["insert", "update", "upsert", "delete", "hardDelete", "query", "queryAll"].contains(operation)
        else { throw ClassicFault(code: "InvalidJob", message: "Unable to parse Job: no valid operation") }
        guard let object = fields["object"].flatMap({ org.objectName($0) }) else {
            throw ClassicFault(code: "InvalidEntity", message: "Unable to find object: \(fields["object"] ?? "null")")
        }
        let type = (fields["contentType"] ?? "XML").uppercased()
        guard ["CSV", "JSON", "XML"].contains(type) else {
            throw ClassicFault(code: "InvalidJob", message: "This simulator takes no batches of \(type)")
        }
        let now = org.clock()
        let job = state.withLock { state in
            state.count += 1
            // Ids of the newer jobs count elsewhere, so they never meet.
            let job = ClassicJob(
                id: RecordID.make(prefix: "750", number: 2_000_000_000 + state.count), object: object,
                operation: operation, externalIDField: fields["externalIdFieldName"], contentType: type,
                chunking: PKChunking(header: call.header("Sforce-Enable-PKChunking")), version: call.version,
                createdAt: now)
            state.jobs[job.id] = job
            return job
        }
        return document(of: job).answer(in: format, status: 201)
    }

    private func info(_ call: APICall, _ id: String) throws -> APIAnswer {
        let job = try job(id)
        let isJSON = call.headers[.contentType].map { $0.lowercased().contains("json") } ?? false
        return document(of: job).answer(in: isJSON ? .json : .xml)
    }

    private func setState(_ call: APICall, _ id: String) async throws -> APIAnswer {
        let (fields, format) = try await document(call)
        guard let wanted = fields["state"], wanted == "Closed" || wanted == "Aborted" else {
            throw ClassicFault(code: "InvalidJobState", message: "The state must be Closed or Aborted")
        }
        let current = try job(id).state
        guard current == "Open" || (wanted == "Aborted" && current == "Closed") else {
            let refusal = BulkFault.tooLate(wanted == "Closed" ? "Closing" : "Aborting", current)
            throw ClassicFault(code: "InvalidJobState", message: refusal.message)
        }
        let job = try change(id) { $0.state = wanted }
        return document(of: job).answer(in: format)
    }

    // MARK: Lookup

    /// The next number for an id.
    func nextNumber() -> Int {
        state.withLock { state in
            state.count += 1
            return state.count
        }
    }

    private func document(of job: ClassicJob) -> ClassicDocument {
        job.document(createdBy: org.identity.userId, now: org.clock(), pace: pace)
    }

    func job(_ id: String) throws(ClassicFault) -> ClassicJob {
        guard let job = state.withLock({ $0.jobs[RecordID.long(id)] }) else { throw .unknownJob }
        return job
    }

    func batch(_ id: String, _ batchID: String) throws(ClassicFault) -> (ClassicJob, ClassicJob.Batch) {
        let job = try job(id)
        guard let batch = job.batches.first(where: { $0.id == RecordID.long(batchID) }) else { throw .unknownBatch }
        return (job, batch)
    }

    @discardableResult
    func change(_ id: String, _ body: (inout ClassicJob) -> Void) throws(ClassicFault) -> ClassicJob {
        var job = try job(id)
        body(&job)
        state.withLock { $0.jobs[job.id] = job }
        return job
    }

    /// The fields of a job document, JSON or XML, and which of them it was.
    private func document(_ call: APICall) async throws -> ([String: String], ClassicDocument.Format) {
        let bytes = try await call.body.collect()
        if call.headers[.contentType]?.lowercased().contains("xml") ?? false {
            let children = XMLElement(document: bytes)?.children ?? []
            return (Dictionary(children.map { ($0.name, $0.text) }) { first, _ in first }, .xml)
        }
        guard let members = (try? JSONParser.parse(bytes))?.members else {
            throw ClassicFault(code: "InvalidJob", message: "Unable to parse Job")
        }
        let texts = members.compactMap { member in member.value.text.map { (member.name, $0) } }
        return (Dictionary(texts) { first, _ in first }, .json)
    }
}
