import Domain

/// What an explorer shows, as a CSV file: all that fits, up to a bound; whole tables go by `crosswalk export`.
enum RecordsFile {
    static let limit = 20_000

    static func answer(_ entity: Entity, _ visit: PageVisit, _ sources: PageSources) async throws -> PageAnswer {
        var query = ExplorerForm(entity, visit.query).query
        query.after = nil
        query.limit = 5000
        var file: CSVText?
        var count = 0
        repeat {
            let page = try await sources.store.explore(query)
            if file == nil { file = CSVText(header: page.columns + ["link", "linked_to", "rule"]) }
            for row in page.rows.prefix(limit - count) {
                file?.append(
                    row.values.map(\.text) + [row.verdict?.name ?? "unmatched", row.salesforceID ?? "", row.rule ?? ""])
            }
            count += page.rows.count
            query.after = page.next
        } while query.after != nil && count < limit
        return .file(name: entity.plural + ".csv", type: "text/csv; charset=utf-8", text: file?.text ?? "")
    }
}
