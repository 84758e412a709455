import HTTPTypes
import NIOCore

/// How ingest jobs come into being and get their content.
extension IngestJobs {
    /// 150 MB as base64.
    private static var largestUpload: Int { 112_500_000 }
    private static var largestMultipart: Int { 100_000 }

    func create(_ call: APICall) async throws -> APIAnswer {
        if let type = call.headers[.contentType], type.lowercased().hasPrefix("multipart/form-data") {
            return try await createWithContent(call, contentType: type)
        }
        let job = try newJob(from: try await call.json(), version: call.version)
        return .json(job.json(createdBy: org.identity.userId, .brief))
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
        enqueue(created.id)
        return .json(closed.json(createdBy: org.identity.userId, .brief))
    }

    func upload(_ call: APICall, _ id: String) async throws -> APIAnswer {
        if let type = call.headers[.contentType], !type.lowercased().hasPrefix("text/csv") {
            throw SalesforceFault(
                "INVALIDCONTENTTYPE", "The content type must be text/csv, not \(type).", httpStatus: 415)
        }
        let waiting = try job(id)
        guard waiting.state == .open, waiting.content == nil else {
            throw BulkFault.wrongState(
                "Found multiple contents for job: \(waiting.id), please 'Close' / 'Abort' / 'Delete' the current Job "
                    + "then create a new Job and make sure you only do 'PUT' once on a given Job.")
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

    private func newJob(from body: JSONValue, version: Int) throws(SalesforceFault) -> IngestJob {
        guard let operation = body["operation"]?.text.flatMap(IngestJob.Operation.init) else {
            throw .parserError(
                "operation: value \(body["operation"]?.text ?? "null") is not one of "
                    + "[delete, hardDelete, insert, update, upsert]")
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
        return add { id in
            IngestJob(
                id: id, object: object, operation: operation, externalIDField: key, format: format,
                version: version, createdAt: now, changedAt: now)
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
                "InvalidJob : Field name provided, \(named) does not match an External ID, Salesforce Id, "
                    + "or indexed field for \(object)"
            )
        }
        return field
    }
}
