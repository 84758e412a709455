import HTTPTypes

/// Up to 25 independent requests in one call: `/composite/batch`.
struct CompositeBatch: Sendable {
    private let service: RESTService
    private static let mostRequests = 25

    init(_ service: RESTService) {
        self.service = service
    }

    func answer(_ call: APICall) async throws -> APIAnswer {
        let body = try await call.json()
        guard let requests = body["batchRequests"]?.list, !requests.isEmpty else {
            throw SalesforceFault("INVALID_INPUT", "batchRequests must be given.")
        }
        guard requests.count <= Self.mostRequests else {
            throw SalesforceFault(
                "LIMIT_EXCEEDED", "The batch has more than the allowed \(Self.mostRequests) subrequests.")
        }
        let halts = body["haltOnError"]?.flag ?? false
        var hasErrors = false
        var results: [UInt8] = []
        for request in requests {
            let (status, result) =
                halts && hasErrors ? (412, Self.halted) : try await perform(request, call)
            if status >= 400 { hasErrors = true }
            if !results.isEmpty { results.append(UInt8(ascii: ",")) }
            results += Array("{\"statusCode\":\(status),\"result\":".utf8)
            results += result.isEmpty ? Array("null".utf8) : result
            results.append(UInt8(ascii: "}"))
        }
        return .json(bytes: Array("{\"hasErrors\":\(hasErrors),\"results\":[".utf8) + results + Array("]}".utf8))
    }

    private func perform(_ request: JSONValue, _ call: APICall) async throws -> (Int, [UInt8]) {
        let url = request["url"]?.text ?? ""
        // The path may start at the version.
        let target =
            url.hasPrefix("/services/") ? url : "/services/data/" + (url.hasPrefix("/") ? url.dropFirst() : url[...])
        let inner = APICall(
            method: HTTPRequest.Method((request["method"]?.text ?? "GET").uppercased()) ?? .get, target: target,
            body: request["richInput"].map { .bytes($0.bytes) } ?? .none, origin: call.origin)
        let answer = try await service.answer(inner)
        return (answer.status, try await answer.collectedBody())
    }

    private static let halted = JSONValue.list([
        SalesforceFault("BATCH_PROCESSING_HALTED", "Batch processing halted per request").json
    ]).bytes
}
