import Domain

/// What a reader looks for, as the address carries it, so that a look can be bookmarked and sent on.
struct ExplorerForm: Sendable, Hashable {
    var query: ExplorerQuery

    static let pageSizes = [20, 50, 100]

    init(_ entity: Entity, _ values: FormValues) {
        query = ExplorerQuery(entity: entity)
        query.search = values.text("search")
        let columns = values.all("column")
        let comparisons = values.all("is")
        let texts = values.all("value")
        for (index, column) in columns.enumerated()
        where !column.isEmpty && index < comparisons.count && index < texts.count
            && query.filters.count < ExplorerQuery.mostFilters
        {
            guard let comparison = ExplorerQuery.Comparison(rawValue: comparisons[index]) else { continue }
            let needsValue = comparison != .isSet && comparison != .isNotSet
            guard !needsValue || !texts[index].isEmpty else { continue }
            query.filters.append(.init(column: column, comparison: comparison, value: texts[index]))
        }
        if let sort = values["sort"], ExplorerQuery.sortable(entity).contains(sort) { query.sort = sort }
        query.isDescending = values.isOn("descending")
        query.attributes = values.all("show")
        if let size = values["size"].flatMap({ Int($0) }), Self.pageSizes.contains(size) { query.limit = size }
        if let id = values["after"] {
            query.after = ExplorerQuery.Position(value: values["from"], id: id)
        }
    }

    /// The same look from another place on.
    func address(_ path: String, after: ExplorerQuery.Position?, sort: String? = nil, isDescending: Bool? = nil)
        -> String
    {
        var values = FormValues()
        if let search = query.search { values.add("search", search) }
        for filter in query.filters {
            values.add("column", filter.column)
            values.add("is", filter.comparison.rawValue)
            values.add("value", filter.value)
        }
        for name in query.attributes { values.add("show", name) }
        let sort = sort ?? query.sort
        if sort != "id" { values.add("sort", sort) }
        if isDescending ?? query.isDescending { values.add("descending", "1") }
        if query.limit != 50 { values.add("size", String(query.limit)) }
        if let after {
            values.add("after", after.id)
            if let value = after.value { values.add("from", value) }
        }
        return path + values.query
    }
}
