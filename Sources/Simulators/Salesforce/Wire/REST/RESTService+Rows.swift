import HTTPTypes

/// One record at a time.
extension RESTService {
    func create(_ call: APICall, _ object: String) async throws -> APIAnswer {
        let name = try known(object)
        let record = try await record(call, name)
        let outcome = try only(writer.insert([record], into: name))
        var answer = APIAnswer.json(outcome.json(tellsCreated: false), status: 201)
        answer.headers[.location] = "\(call.root)/sobjects/\(name)/\(outcome.id ?? "")"
        return answer
    }

    func retrieve(_ call: APICall, _ object: String, _ id: String) throws -> APIAnswer {
        let name = try known(object)
        var answer = APIAnswer.json(
            bytes: try org.retrieve(name, id: id, fields: fields(of: call), version: call.versionText))
        guard let changed = org.changeTime(of: id, in: name) else { return answer }
        try checkUnmodified(since: changed, call)
        // HTTP knows whole seconds.
        let isOld = call.headers[.ifModifiedSince].flatMap(WireTime.parse(http:)).map { changed / 1000 * 1000 <= $0 }
        if isOld == true { answer = APIAnswer(status: 304) }
        answer.headers[.lastModified] = WireTime.http(changed)
        return answer
    }

    /// The fields that an address asks for; nil for all.
    func fields(of call: APICall) -> [String]? {
        call.query["fields"].map { $0.split(separator: ",").map { $0.filter { $0 != " " } } }
    }

    /// 412 for who would change or read a record only as it was at some time, and comes too late.
    private func checkUnmodified(since changed: Int64, _ call: APICall) throws(SalesforceFault) {
        guard let time = call.headers[.ifUnmodifiedSince].flatMap(WireTime.parse(http:)) else { return }
        guard changed / 1000 * 1000 <= time else { throw .preconditionFailed }
    }

    /// The record of a body, or the fault of a value that JSON writes otherwise.
    private func record(_ call: APICall, _ object: String) async throws -> RecordInput {
        let document = try await call.document()
        if let fault = org.mismatch(in: document.json, document.bytes, of: object) { throw fault }
        var record = try RecordInput(json: document.json)
        record.fields += document.files.map { RecordInput.Field($0.key, .text($0.value)) }
        return record
    }

    /// Where an id should be, anything else is taken for an external-id field that nobody knows.
    private func checkID(_ id: String, _ object: String, _ call: APICall) throws(SalesforceFault) {
        guard SalesforceID(id) != nil else { throw .badExternalID(id) }
        if let changed = org.changeTime(of: id, in: object) { try checkUnmodified(since: changed, call) }
    }

    func update(_ call: APICall, _ object: String, _ id: String) async throws -> APIAnswer {
        let name = try known(object)
        try checkID(id, name, call)
        var record = try await record(call, name)
        guard record.id == nil else {
            throw SalesforceFault(
                "INVALID_FIELD", "The Id field should not be specified in the sobject data.", fields: ["Id"])
        }
        record.id = id
        _ = try only(writer.update([record], of: name))
        return .noContent
    }

    func delete(_ call: APICall, _ object: String, _ id: String) throws -> APIAnswer {
        let name = try known(object)
        try checkID(id, name, call)
        _ = try only(writer.delete([id], of: name))
        return .noContent
    }

    /// A record by an external id; where an id stands in place of a field, a file of that record or what is at the end of a
    /// relationship.
    func retrieve(_ call: APICall, _ object: String, field: String, value: String) throws -> APIAnswer {
        if org.fieldName(field, of: object) == nil, SalesforceID(field) != nil {
            if org.isBlob(value, of: object) {
                return .file(try org.blob(value, of: object, id: field))
            }
            return try retrieve(call, object, field, along: [value])
        }
        switch try match(object, field, value, call) {
        case .none: throw SalesforceFault.unknownResource
        case .one(let id): return try retrieve(call, object, id)
        case .several(let answer): return answer
        }
    }

    func delete(_ call: APICall, _ object: String, field: String, value: String) throws -> APIAnswer {
        switch try match(object, field, value, call) {
        case .none: throw SalesforceFault.unknownResource
        case .one(let id): return try delete(call, object, id)
        case .several(let answer): return answer
        }
    }

    /// Updates the record that the key names, or creates it.
    func upsert(_ call: APICall, _ object: String, field: String, value: String) async throws -> APIAnswer {
        let name = try known(object)
        var record = try await record(call, name)
        guard !record.fields.contains(where: { $0.name.equalsIgnoringCase(field) }), record.id == nil else {
            throw SalesforceFault(
                "INVALID_FIELD",
                "The \(field) field should not be specified in the sobject data.", fields: [field])
        }
        switch try match(object, field, value, call) {
        case .several(let answer): return answer
        case .none where call.query["updateOnly"] == "true": throw SalesforceFault.unknownResource
        case .none, .one: break
        }
        if field.equalsIgnoringCase("Id") {
            record.id = value
        } else {
            record.fields.append(RecordInput.Field(field, .text(value)))
        }
        let outcome = try only(writer.upsert([record], of: name, by: field))
        if outcome.isCreated { return .json(outcome.json(tellsCreated: true), status: 201) }
        return call.version >= 46 ? .json(outcome.json(tellsCreated: true)) : .noContent
    }

    private enum Match {
        case none
        case one(String)
        /// The answer of status 300: the paths of all that have this key.
        case several(APIAnswer)
    }

    private func match(_ object: String, _ field: String, _ value: String, _ call: APICall) throws -> Match {
        let name = try known(object)
        let ids = try org.ids(of: name, where: field, is: value)
        guard let first = ids.first else { return .none }
        guard ids.count > 1 else { return .one(first) }
        return .several(.json(.list(ids.map { .text("\(call.root)/sobjects/\(name)/\($0)") }), status: 300))
    }

    /// The outcome of the only record; its refusal is the whole answer's.
    private func only(_ outcomes: [RowOutcome]) throws -> RowOutcome {
        guard let outcome = outcomes.first else { throw SalesforceFault.unknownResource }
        guard outcome.isSuccess else { throw RefusedRecord(errors: outcome.errors) }
        return outcome
    }
}

/// A record refused for one reason or several: the whole list is the answer.
struct RefusedRecord: Error {
    let errors: [SalesforceFault]

    var answer: APIAnswer {
        .json(.list(errors.map(\.json)), status: errors.first?.httpStatus ?? 400)
    }
}
