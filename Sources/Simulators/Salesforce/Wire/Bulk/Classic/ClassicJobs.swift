import HTTPTypes
import Synchronization

/// `/services/async`: Bulk API 1.0, as far as today's clients still use it.
final class ClassicJobs: Sendable {
    private struct State {
        var jobs: [String: ClassicJob] = [:]
        var count = 0
    }

    private static let mostRecords = 10_000
    private static let chunkSize = 200

    private let writer: FaultyWriter
    /// Milliseconds in Queued, and again in InProgress.
    private let pace: Int64
    private let state = Mutex(State())

    private var org: SalesforceOrg { writer.org }

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
        guard type == "JSON" || type == "CSV" else {
            throw ClassicFault(code: "InvalidJob", message: "This simulator takes batches of JSON and CSV, not \(type)")
        }
        let now = org.clock()
        let job = state.withLock { state in
            state.count += 1
            // Ids of the newer jobs count elsewhere, so they never meet.
            let job = ClassicJob(
                id: RecordID.make(prefix: "750", number: 2_000_000_000 + state.count), object: object,
                operation: operation, externalIDField: fields["externalIdFieldName"], contentType: type,
                version: call.version, createdAt: now)
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
        let job = try change(id) { $0.state = wanted }
        return document(of: job).answer(in: format)
    }

    // MARK: Batches

    private func addBatch(_ call: APICall, _ id: String) async throws -> APIAnswer {
        let job = try job(id)
        guard job.state == "Open" else { throw ClassicFault.closedJob }
        let request = try await call.body.collect()
        let now = org.clock()
        let result = work(request, for: job)
        let number = state.withLock { state in
            state.count += 1
            return state.count
        }
        let batch = ClassicJob.Batch(
            id: RecordID.make(prefix: "751", number: number), createdAt: now, request: request, result: result)
        try change(id) { $0.batches.append(batch) }
        return batch.document(jobID: job.id, now: now, pace: pace).answer(in: job.format, status: 201)
    }

    /// Does what a batch asks for, at once; its states pass by later.
    private func work(_ request: [UInt8], for job: ClassicJob) -> ClassicJob.Result {
        do {
            if job.isQuery {
                let soql = String(decoding: request, as: UTF8.self)
                let cursor = try org.query(soql, includingDeleted: job.operation == "queryAll")
                if let refusal = cursor.bulkRefusal { throw refusal }
                return .query(cursor)
            }
            let records = try job.contentType == "JSON" ? recordsOfJSON(request) : recordsOfCSV(request, job.object)
            guard records.count <= Self.mostRecords else {
                return .failure("InvalidBatch : Records exceed the limit of \(Self.mostRecords)")
            }
            return .rows(
                stride(from: 0, to: records.count, by: Self.chunkSize).flatMap { start in
                    write(Array(records[start..<min(records.count, start + Self.chunkSize)]), for: job)
                })
        } catch let fault as SalesforceFault {
            return .failure("InvalidBatch : \(fault.message)")
        } catch {
            return .failure("InvalidBatch : Failed to parse the batch")
        }
    }

    private func write(_ records: [RecordInput], for job: ClassicJob) -> [RowOutcome] {
        switch job.operation {
        case "insert": writer.insert(records, into: job.object)
        case "update": writer.update(records, of: job.object)
        case "upsert": writer.upsert(records, of: job.object, by: job.externalIDField ?? "Id")
        default:
            writer.delete(
                records.map { $0.id ?? "" }, of: job.object, permanently: job.operation == "hardDelete")
        }
    }

    private func recordsOfJSON(_ request: [UInt8]) throws -> [RecordInput] {
        try (JSONParser.parse(request).list ?? []).map { try RecordInput(json: $0) }
    }

    private func recordsOfCSV(_ request: [UInt8], _ object: String) throws -> [RecordInput] {
        guard var upload = CSVUpload(request, delimiter: UInt8(ascii: ",")) else { return [] }
        for name in upload.header where !name.contains(".") {
            guard org.fieldName(name, of: object) != nil else {
                throw SalesforceFault("INVALIDBATCH", "Field name not found : \(name)")
            }
        }
        return upload.nextRows(.max, of: request).map { $0.record(columns: upload.header) }
    }

    private func batches(_ id: String) throws -> APIAnswer {
        let job = try job(id)
        let now = org.clock()
        let documents = job.batches.map { $0.document(jobID: job.id, now: now, pace: pace) }
        switch job.format {
        case .json: return .json(.members(["batchInfo": .list(documents.map(\.json))]))
        case .xml:
            let inside = documents.map { $0.xml(isRoot: false) }.joined()
            return ClassicDocument.xmlAnswer("<batchInfoList\(ClassicDocument.namespace)>\(inside)</batchInfoList>")
        }
    }

    private func batchInfo(_ id: String, _ batchID: String) throws -> APIAnswer {
        let (job, batch) = try batch(id, batchID)
        return batch.document(jobID: job.id, now: org.clock(), pace: pace).answer(in: job.format)
    }

    private func request(_ id: String, _ batchID: String) throws -> APIAnswer {
        let (job, batch) = try batch(id, batchID)
        return job.format == .json
            ? .json(bytes: batch.request)
            : .text(String(decoding: batch.request, as: UTF8.self), type: "text/csv")
    }

    // MARK: Results

    private func result(_ id: String, _ batchID: String) throws -> APIAnswer {
        let (job, batch) = try batch(id, batchID)
        switch (batch.result, job.format) {
        case (.failure(let message), _): throw ClassicFault(code: "InvalidBatch", message: message)
        case (.query, .json): return .json([.text(resultID(of: batch))])
        case (.query, .xml):
            return ClassicDocument.xmlAnswer(
                "<result-list\(ClassicDocument.namespace)><result>\(resultID(of: batch))</result></result-list>")
        case (.rows(let rows), .json):
            return .json(
                .list(
                    rows.map { row in
                        .members([
                            "success": .flag(row.isSuccess), "created": .flag(row.isCreated && row.isSuccess),
                            "id": .optional(row.isSuccess ? row.id : nil),
                            "errors": .list(row.errors.map(\.rowJSON)),
                        ])
                    }))
        case (.rows(let rows), .xml):
            let lines = rows.map { row in
                let error = row.errors.map(\.bulkText).joined(separator: ";").replacing("\"", with: "\"\"")
                let id = row.isSuccess ? row.id ?? "" : ""
                return "\"\(id)\",\"\(row.isSuccess)\",\"\(row.isCreated && row.isSuccess)\",\"\(error)\"\n"
            }
            return .text("\"Id\",\"Success\",\"Created\",\"Error\"\n" + lines.joined(), type: "text/csv")
        }
    }

    private func queryResult(_ call: APICall, _ id: String, _ batchID: String) throws -> APIAnswer {
        let (job, batch) = try batch(id, batchID)
        guard case .query(let cursor) = batch.result else { throw ClassicFault.unknownBatch }
        guard job.format == .json else {
            let comma = UInt8(ascii: ",")
            let text =
                cursor.csvHeader(delimiter: comma, lineEnding: "\n")
                + cursor.csv(rows: 0..<cursor.rowCount, delimiter: comma, lineEnding: "\n")
            var answer = APIAnswer.json(bytes: text)
            answer.headers[.contentType] = "text/csv;charset=UTF-8"
            return answer
        }
        let records = cursor.json(rows: 0..<cursor.rowCount, version: call.versionText)
        let list = try JSONParser.parse([UInt8(ascii: "[")] + records + [UInt8(ascii: "]")])
        return .json(Self.withEpochDates(list))
    }

    /// Bulk API 1.0 writes the datetimes of its JSON as epoch milliseconds.
    private static func withEpochDates(_ value: JSONValue) -> JSONValue {
        switch value {
        case .text(let text):
            guard text.utf8.count == 28, text.hasSuffix("+0000"), let time = WireTime.parse(iso: text) else {
                return value
            }
            return .integer(time)
        case .list(let values): return .list(values.map(withEpochDates))
        case .object(let members):
            return .object(members.map { JSONValue.Member(name: $0.name, value: withEpochDates($0.value)) })
        case .null, .flag, .number: return value
        }
    }

    private func resultID(of batch: ClassicJob.Batch) -> String {
        RecordID.long("752" + batch.id.dropFirst(3).prefix(12))
    }

    // MARK: Lookup

    private func document(of job: ClassicJob) -> ClassicDocument {
        job.document(createdBy: org.identity.userId, now: org.clock(), pace: pace)
    }

    private func job(_ id: String) throws(ClassicFault) -> ClassicJob {
        guard let job = state.withLock({ $0.jobs[RecordID.long(id)] }) else { throw .unknownJob }
        return job
    }

    private func batch(_ id: String, _ batchID: String) throws(ClassicFault) -> (ClassicJob, ClassicJob.Batch) {
        let job = try job(id)
        guard let batch = job.batches.first(where: { $0.id == RecordID.long(batchID) }) else { throw .unknownBatch }
        return (job, batch)
    }

    @discardableResult
    private func change(_ id: String, _ body: (inout ClassicJob) -> Void) throws(ClassicFault) -> ClassicJob {
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
