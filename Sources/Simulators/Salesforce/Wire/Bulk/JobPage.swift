/// One page of the list of all bulk jobs of a kind, in the order in which they were made.
struct JobPage: Sendable {
    /// The jobs on it.
    let ids: ArraySlice<String>
    /// Where the next page begins, and where the list is asked for.
    private let next: String?

    private static let size = 1000

    /// - Parameters:
    ///   - all: the ids of all jobs of the kind.
    ///   - kind: `ingest` or `query`, as it stands in the path.
    init(_ call: APICall, of all: [String], kind: String) {
        let type = call.query["jobType"] ?? ""
        let all = type.isEmpty || type.equalsIgnoringCase("V2\(kind)") ? all : []
        let asked = call.query["queryLocator"].flatMap { Int($0) } ?? 0
        ids = all.dropFirst(max(asked, 0)).prefix(Self.size)
        next = ids.endIndex < all.count ? "\(call.root)/jobs/\(kind)?queryLocator=\(ids.endIndex)" : nil
    }

    func answer(_ records: [JSONValue]) -> APIAnswer {
        .json(
            .members([
                "done": .flag(next == nil), "records": .list(records),
                "nextRecordsUrl": next.map { .text($0) } ?? .null,
            ]))
    }
}
