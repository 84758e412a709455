/// Several composites in one call, each of them all or nothing: `/composite/graph`.
struct CompositeGraphs: Sendable {
    private let service: RESTService
    private static let mostNodes = 500

    init(_ service: RESTService) {
        self.service = service
    }

    func answer(_ call: APICall) async throws -> APIAnswer {
        let body = try await call.json()
        guard let graphs = body["graphs"]?.list, !graphs.isEmpty else {
            throw SalesforceFault("INVALID_INPUT", "graphs must be given.")
        }
        let nodes = graphs.map { $0["compositeRequest"]?.list ?? [] }
        guard nodes.map(\.count).reduce(0, +) <= Self.mostNodes else {
            throw SalesforceFault("LIMIT_EXCEEDED", "At most \(Self.mostNodes) nodes are allowed in a payload.")
        }
        var answers: [UInt8] = []
        for (graph, requests) in zip(graphs, nodes) {
            let run = try await CompositeRequests(service).perform(requests, call, allOrNone: true)
            if !answers.isEmpty { answers.append(UInt8(ascii: ",")) }
            answers += Array("{\"graphId\":".utf8) + JSONValue.optional(graph["graphId"]?.text).bytes
            answers += Array(",\"graphResponse\":{".utf8) + run.body
            answers += Array("},\"isSuccessful\":\(run.isSuccessful)}".utf8)
        }
        return .json(bytes: Array("{\"graphs\":[".utf8) + answers + Array("]}".utf8))
    }
}
