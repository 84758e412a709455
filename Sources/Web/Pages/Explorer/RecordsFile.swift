import Domain

/// What an explorer shows, as a CSV file: every row, read and sent part by part.
struct RecordsFile: FileParts {
    private let store: any Explorer
    private var query: ExplorerQuery
    /// What is to be sent next; nothing after the last part.
    private var page: ExplorerPage?
    private var hasBegun = false

    private static let rowsOfPart = 5000

    static func answer(_ entity: Entity, _ visit: PageVisit, _ sources: PageSources) async throws -> PageAnswer {
        var query = ExplorerForm(entity, visit.query).query
        query.after = nil
        query.limit = rowsOfPart
        // The first part is read before the answer begins, so that a fault still has a page of its own.
        let file = RecordsFile(store: sources.store, query: query, page: try await sources.store.explore(query))
        return .stream(name: entity.plural + ".csv", type: "text/csv; charset=utf-8", parts: file)
    }

    private init(store: any Explorer, query: ExplorerQuery, page: ExplorerPage) {
        self.store = store
        self.query = query
        self.page = page
    }

    mutating func next() async throws -> String? {
        guard let page else { return nil }
        var part = hasBegun ? CSVText() : CSVText(header: page.columns + ["link", "linked_to", "rule"])
        hasBegun = true
        for row in page.rows {
            part.append(
                row.values.map(\.text) + [row.verdict?.name ?? "unmatched", row.salesforceID ?? "", row.rule ?? ""])
        }
        query.after = page.next
        self.page = page.next == nil ? nil : try await store.explore(query)
        return part.text
    }
}
