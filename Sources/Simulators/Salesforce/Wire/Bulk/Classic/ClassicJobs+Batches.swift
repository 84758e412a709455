import HTTPTypes

/// How batches come in and what they are worked off to.
extension ClassicJobs {
    private static var mostRecords: Int { 10_000 }
    private static var chunkSize: Int { 200 }

    func addBatch(_ call: APICall, _ id: String) async throws -> APIAnswer {
        let job = try job(id)
        guard job.state == "Open" else { throw ClassicFault.closedJob }
        let request = try await call.body.collect()
        guard request.contains(where: { $0 > 0x20 }) else { throw ClassicFault.emptyBatch }
        let now = org.clock()
        let batches = works(request, for: job).map { request, result in
            ClassicJob.Batch(
                id: RecordID.make(prefix: "751", number: nextNumber()), createdAt: now, request: request,
                result: result)
        }
        try change(id) { $0.batches += batches }
        return batches[0].document(jobID: job.id, now: now, pace: pace).answer(in: job.format, status: 201)
    }

    /// What a batch came to, and the batches that it was cut into.
    private func works(
        _ request: [UInt8], for job: ClassicJob
    ) -> [(request: [UInt8], result: ClassicJob.Result)] {
        let result = work(request, for: job)
        let soql = String(decoding: request, as: UTF8.self)
        guard case .query = result, let queries = job.chunking?.queries(of: soql, in: org, job.object) else {
            return [(request, result)]
        }
        return [(request, .cut)] + queries.map { (Array($0.utf8), query($0, for: job)) }
    }

    /// Does what a batch asks for, at once; its states pass by later.
    private func work(_ request: [UInt8], for job: ClassicJob) -> ClassicJob.Result {
        do {
            if job.isQuery {
                return query(String(decoding: request, as: UTF8.self), for: job)
            }
            let records = try records(of: request, for: job)
            guard records.count <= Self.mostRecords else {
                return .failure("InvalidBatch : Records exceed the limit of \(Self.mostRecords)")
            }
            return .rows(
                stride(from: 0, to: records.count, by: Self.chunkSize).flatMap { start in
                    write(Array(records[start..<min(records.count, start + Self.chunkSize)]), for: job)
                })
        } catch let fault as SalesforceFault {
            return .failure("InvalidBatch : \(fault.message)")
        } catch let malformed as CSVUpload.Malformed {
            return .failure("InvalidBatch : \(malformed.message)")
        } catch {
            return .failure("InvalidBatch : Failed to parse the batch")
        }
    }

    private func query(_ soql: String, for job: ClassicJob) -> ClassicJob.Result {
        do throws(SalesforceFault) {
            let cursor = try org.query(soql, includingDeleted: job.operation == "queryAll")
            if let refusal = cursor.bulkRefusal { throw refusal }
            guard cursor.object == job.object else {
                throw SalesforceFault(
                    "INVALID_TYPE_FOR_OPERATION",
                    """
                    The root entity of the requested query (\(cursor.object)) does not match the entity of the \
                    requested Bulk API Job (\(job.object)).
                    """)
            }
            return .query(cursor)
        } catch {
            return .failure("InvalidBatch : Failed to process query: \(error.errorCode): \(error.message)")
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

    private func records(of request: [UInt8], for job: ClassicJob) throws -> [RecordInput] {
        switch job.contentType {
        case "JSON": return try (JSONParser.parse(request).list ?? []).map { try RecordInput(json: $0) }
        case "XML":
            guard let records = ClassicXML.records(of: request) else {
                throw SalesforceFault("INVALIDBATCH", "Unable to parse the XML of the batch")
            }
            return records
        default: return try recordsOfCSV(request, job.object)
        }
    }

    private func recordsOfCSV(_ request: [UInt8], _ object: String) throws -> [RecordInput] {
        guard var upload = try CSVUpload(request, delimiter: UInt8(ascii: ",")) else { return [] }
        for name in upload.header where !name.contains(".") {
            guard org.fieldName(name, of: object) != nil else {
                throw SalesforceFault("INVALIDBATCH", "Field name not found : \(name)")
            }
        }
        // One more than a batch may hold shows that it holds too many.
        return try upload.nextRows(Self.mostRecords + 1, of: request).map { $0.record(columns: upload.header) }
    }

    func batches(_ id: String) throws -> APIAnswer {
        let job = try job(id)
        let now = org.clock()
        let documents = job.batches.map { $0.document(jobID: job.id, now: now, pace: pace) }
        switch job.format {
        case .json: return ClassicDocument.jsonAnswer(.members(["batchInfo": .list(documents.map(\.json))]))
        case .xml:
            let inside = documents.map { $0.xml(isRoot: false) }.joined()
            return ClassicDocument.xmlAnswer("<batchInfoList\(ClassicDocument.namespace)>\(inside)</batchInfoList>")
        }
    }

    func batchInfo(_ id: String, _ batchID: String) throws -> APIAnswer {
        let (job, batch) = try batch(id, batchID)
        return batch.document(jobID: job.id, now: org.clock(), pace: pace).answer(in: job.format)
    }

    func request(_ id: String, _ batchID: String) throws -> APIAnswer {
        let (job, batch) = try batch(id, batchID)
        return switch job.contentType {
        case "JSON": .json(bytes: batch.request)
        case let type: .text(String(decoding: batch.request, as: UTF8.self), type: Self.mediaType(type))
        }
    }

    private static func mediaType(_ contentType: String) -> String {
        contentType == "XML" ? "application/xml" : "text/csv"
    }
}
