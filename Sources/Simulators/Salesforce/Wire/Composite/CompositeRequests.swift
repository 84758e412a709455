import HTTPTypes

/// Several dependent requests in one call: `/composite`.
struct CompositeRequests: Sendable {
    private let service: RESTService
    private static let mostRequests = 25
    private static let mostQueries = 5

    init(_ service: RESTService) {
        self.service = service
    }

    static func resources(_ call: APICall) -> APIAnswer {
        .json(
            .members([
                "tree": .text("\(call.root)/composite/tree"), "batch": .text("\(call.root)/composite/batch"),
                "sobjects": .text("\(call.root)/composite/sobjects"), "graph": .text("\(call.root)/composite/graph"),
            ]))
    }

    func answer(_ call: APICall) async throws -> APIAnswer {
        let body = try await call.json()
        guard let requests = body["compositeRequest"]?.list, !requests.isEmpty else {
            throw SalesforceFault("INVALID_INPUT", "compositeRequest must be given.")
        }
        try check(requests)
        let run = try await perform(requests, call, allOrNone: body["allOrNone"]?.flag ?? false)
        return .json(bytes: Array("{".utf8) + run.body + Array("}".utf8))
    }

    /// The inside of the answer, and whether every request succeeded.
    func perform(
        _ requests: [JSONValue], _ call: APICall, allOrNone: Bool
    ) async throws -> (body: [UInt8], isSuccessful: Bool) {
        let before = allOrNone ? service.org.savepoint() : nil
        var references = References()
        var parts: [Part] = []
        for request in requests {
            let part = try await perform(request, call, references)
            if part.isSuccess { references.record(part.body, as: part.referenceID) }
            parts.append(part)
            if allOrNone, !part.isSuccess { break }
        }
        let isSuccessful = parts.allSatisfy(\.isSuccess)
        if let before, !isSuccessful {
            service.org.rollback(to: before)
            let failed = parts.removeLast()
            parts = requests.map { Part(halted: $0) }
            parts[parts.firstIndex { $0.referenceID == failed.referenceID } ?? 0] = failed
        }
        var body = Array("\"compositeResponse\":[".utf8)
        for (index, part) in parts.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += part.json
        }
        return (body + [UInt8(ascii: "]")], isSuccessful)
    }

    private func check(_ requests: [JSONValue]) throws(SalesforceFault) {
        guard requests.count <= Self.mostRequests else {
            throw SalesforceFault(
                "LIMIT_EXCEEDED", "The compositeRequest has more than the allowed \(Self.mostRequests) subrequests.")
        }
        let queries = requests.count { request in
            let url = request["url"]?.text ?? ""
            return url.contains("/query") || url.contains("/composite/sobjects")
        }
        guard queries <= Self.mostQueries else {
            throw SalesforceFault(
                "LIMIT_EXCEEDED",
                "The compositeRequest has more than the allowed \(Self.mostQueries) query or collections subrequests.")
        }
        let names = requests.compactMap { $0["referenceId"]?.text }
        guard names.count == requests.count, Set(names).count == names.count else {
            throw SalesforceFault("INVALID_INPUT", "Every subrequest needs a referenceId of its own.")
        }
    }

    private func perform(_ request: JSONValue, _ call: APICall, _ references: References) async throws -> Part {
        let name = request["referenceId"]?.text ?? ""
        do {
            let url = try references.resolve(request["url"]?.text ?? "")
            let body = try request["body"].map { value throws(SalesforceFault) in try references.resolve(value) }
            var headers = HTTPFields()
            for header in request["httpHeaders"]?.members ?? [] {
                if let field = HTTPField.Name(header.name) { headers[field] = header.value.text }
            }
            let inner = APICall(
                method: HTTPRequest.Method((request["method"]?.text ?? "GET").uppercased()) ?? .get, target: url,
                headers: headers, body: body.map { .bytes($0.bytes) } ?? .none, origin: call.origin)
            guard inner.path.prefix(2).elementsEqual(["services", "data"]) else {
                throw SalesforceFault.unknownResource
            }
            let answer = try await service.answer(inner)
            return Part(name, answer, body: try await answer.collectedBody())
        } catch let fault as SalesforceFault {
            return Part(name, fault.answer, body: JSONValue.list([fault.json]).bytes)
        }
    }
}

/// The answer to one request of a composite.
private struct Part {
    let referenceID: String
    let status: Int
    let headers: HTTPFields
    let body: [UInt8]

    var isSuccess: Bool { status < 400 }

    init(_ referenceID: String, _ answer: APIAnswer, body: [UInt8]) {
        self.referenceID = referenceID
        status = answer.status
        headers = answer.headers
        self.body = body
    }

    /// What a request reads that went well, or never ran, before another spoiled the transaction.
    init(halted request: JSONValue) {
        let fault = SalesforceFault(
            "PROCESSING_HALTED",
            "The transaction was rolled back since another operation in the same transaction failed.")
        self.init(request["referenceId"]?.text ?? "", fault.answer, body: JSONValue.list([fault.json]).bytes)
    }

    var json: [UInt8] {
        let shown = headers.filter { $0.name != .contentType && $0.name != .contentLength }
        let headerJSON = JSONValue.object(
            shown.map { .init(name: $0.name.rawName, value: .text($0.value)) })
        var json = Array("{\"body\":".utf8)
        json += body.isEmpty ? Array("null".utf8) : body
        json += Array(",\"httpHeaders\":".utf8) + headerJSON.bytes
        json += Array(",\"httpStatusCode\":\(status),\"referenceId\":".utf8)
        json.appendJSONText(referenceID)
        return json + [UInt8(ascii: "}")]
    }
}
