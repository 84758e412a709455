/// Up to 200 records in one call: `/composite/sobjects`.
struct Collections: Sendable {
    private let service: RESTService
    private static let mostRecords = 200
    private static let mostRetrieved = 2000
    private static let mostTypeChunks = 10

    init(_ service: RESTService) {
        self.service = service
    }

    func create(_ call: APICall) async throws -> APIAnswer {
        let (records, allOrNone) = try await input(call)
        return answer(
            try byType(records, allOrNone: allOrNone) { records, object in
                service.writer.insert(records, into: object, allOrNone: allOrNone)
            })
    }

    func update(_ call: APICall) async throws -> APIAnswer {
        let (records, allOrNone) = try await input(call)
        return answer(
            try byType(records, allOrNone: allOrNone) { records, object in
                service.writer.update(records, of: object, allOrNone: allOrNone)
            })
    }

    func upsert(_ call: APICall, _ object: String, by field: String) async throws -> APIAnswer {
        let name = try service.known(object)
        let (records, allOrNone) = try await input(call)
        let outcomes = service.writer.upsert(records, of: name, by: field, allOrNone: allOrNone)
        return answer(outcomes, tellsCreated: true)
    }

    func delete(_ call: APICall) throws -> APIAnswer {
        let ids = (call.query["ids"] ?? "").split(separator: ",").map(String.init)
        guard !ids.isEmpty else {
            throw SalesforceFault("MISSING_ARGUMENT", "The ids of the records to delete must be given.")
        }
        try check(count: ids.count, most: Self.mostRecords)
        let allOrNone = call.query["allOrNone"]?.lowercased() == "true"
        return answer(service.writer.delete(ids, allOrNone: allOrNone))
    }

    func retrieve(_ call: APICall, _ object: String) throws -> APIAnswer {
        let ids = (call.query["ids"] ?? "").split(separator: ",").map(String.init)
        let fields = (call.query["fields"] ?? "").split(separator: ",").map(String.init)
        return try retrieve(call, object, ids: ids, fields: fields)
    }

    func retrieveByBody(_ call: APICall, _ object: String) async throws -> APIAnswer {
        let body = try await call.json()
        let ids = (body["ids"]?.list ?? []).compactMap(\.text)
        let fields = (body["fields"]?.list ?? []).compactMap(\.text)
        return try retrieve(call, object, ids: ids, fields: fields)
    }

    /// A record that is not there comes back as null, in its place.
    private func retrieve(_ call: APICall, _ object: String, ids: [String], fields: [String]) throws -> APIAnswer {
        let name = try service.known(object)
        guard !ids.isEmpty, !fields.isEmpty else {
            throw SalesforceFault("MISSING_ARGUMENT", "ids and fields must be given.")
        }
        try check(count: ids.count, most: Self.mostRetrieved)
        var body: [UInt8] = [UInt8(ascii: "[")]
        for (index, id) in ids.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            if service.org.exists(name, id: id) {
                body += try service.org.retrieve(name, id: id, fields: fields, version: call.versionText)
            } else {
                body += Array("null".utf8)
            }
        }
        body.append(UInt8(ascii: "]"))
        return .json(bytes: body)
    }

    private func input(_ call: APICall) async throws -> (records: [RecordInput], allOrNone: Bool) {
        let document = try await call.document()
        let body = document.json
        guard let list = body["records"]?.list else {
            throw SalesforceFault("MISSING_ARGUMENT", "The records must be given.")
        }
        try check(count: list.count, most: Self.mostRecords)
        let records = try list.map { json in
            var record = try RecordInput(json: json)
            // A record names the part that holds its file, and the field that the file is for.
            if let part = json["attributes"]?["binaryPartName"]?.text, let file = document.files[part],
                let field = json["attributes"]?["binaryPartNameAlias"]?.text
            {
                record.fields.append(RecordInput.Field(field, .text(file)))
            }
            return record
        }
        return (records, body["allOrNone"]?.flag ?? false)
    }

    private func check(count: Int, most: Int) throws(SalesforceFault) {
        guard count <= most else {
            throw SalesforceFault(
                "EXCEEDED_ID_LIMIT",
                "record limit reached. cannot submit more than \(most) records into this call")
        }
    }

    /// Writes runs of records of one type, each run together, and keeps the order.
    private func byType(
        _ records: [RecordInput], allOrNone: Bool, _ write: ([RecordInput], String) -> [RowOutcome]
    ) throws -> [RowOutcome] {
        var runs: [(object: String, records: [RecordInput])] = []
        for record in records {
            guard
                let type = record.type
                    ?? record.id.flatMap({ service.org.objectName(forKeyPrefix: String($0.prefix(3))) })
            else {
                throw SalesforceFault(
                    "INVALID_TYPE", "Include a 'type' value under 'attributes' for each record.")
            }
            if let last = runs.last, last.object.equalsIgnoringCase(type) {
                runs[runs.count - 1].records.append(record)
            } else {
                runs.append((type, [record]))
            }
        }
        guard runs.count <= Self.mostTypeChunks else {
            throw SalesforceFault(
                "INVALID_INPUT", "The records are of too many types: at most \(Self.mostTypeChunks) chunks are allowed."
            )
        }
        let before = allOrNone && runs.count > 1 ? service.org.savepoint() : nil
        var outcomes: [RowOutcome] = []
        for run in runs {
            guard let name = service.org.objectName(run.object) else {
                let fault = SalesforceFault(
                    "INVALID_TYPE", "sObject type '\(run.object)' is not supported.", fields: [])
                outcomes += run.records.map { _ in RowOutcome(id: nil, errors: [fault]) }
                continue
            }
            outcomes += write(run.records, name)
        }
        guard let before, outcomes.contains(where: { !$0.isSuccess }) else { return outcomes }
        service.org.rollback(to: before)
        return outcomes.map { $0.isSuccess ? RowOutcome(id: nil, errors: [Self.rolledBack]) : $0 }
    }

    private func answer(_ outcomes: [RowOutcome], tellsCreated: Bool = false) -> APIAnswer {
        .json(.list(outcomes.map { $0.json(tellsCreated: tellsCreated) }))
    }

    private static let rolledBack = SalesforceFault(
        "ALL_OR_NONE_OPERATION_ROLLED_BACK",
        "Record rolled back because not all records were valid and the request was using AllOrNone header",
        fields: [])
}
