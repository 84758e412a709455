extension SalesforceOrg {
    /// Runs a SOSL search; gives the records, separated by commas: the inside of `searchRecords`.
    package func search(sosl: String, version: String) throws(SalesforceFault) -> [UInt8] {
        try runner.json(try SOSLQuery(parsing: sosl), version: version)
    }

    package func search(_ search: ParameterizedSearch, version: String) throws(SalesforceFault) -> [UInt8] {
        try runner.json(try search.query(), version: version)
    }

    /// The labels of the fields that a search returns, as `metadata=LABELS` asks for them.
    func labels(for search: ParameterizedSearch) -> JSONValue {
        let data = snapshot()
        let objects = search.targets.compactMap { target -> JSONValue? in
            guard let table = data.table(named: target.name) else { return nil }
            let names = target.fields.isEmpty ? ["Id"] : target.fields
            let fields = names.compactMap { data.schema(table)[$0] }
            return .members([
                "entityName": .text(data.schema(table).name),
                "fieldMetadata": .list(
                    fields.map { .members(["name": .text($0.name), "label": .text($0.label)]) }),
            ])
        }
        // Spelt as Salesforce's own example spells it.
        return .members(["entityetadata": .list(objects)])
    }

    private var runner: SearchRunner {
        SearchRunner(data: snapshot(), now: clock(), lag: searchLag)
    }

    /// The whole answer of the articles list, with `currentPageUrl` and `nextPageUrl`.
    package func articles(
        _ request: ArticleListRequest, version: String
    ) throws(SalesforceFault) -> JSONValue {
        try ArticleLibrary(data: snapshot(), now: clock(), version: version).list(request)
    }

    /// The details of an article, by its kA0 id or its URL name.
    package func article(
        _ key: String, language: String?, version: String
    ) throws(SalesforceFault) -> JSONValue {
        try ArticleLibrary(data: snapshot(), now: clock(), version: version).details(of: key, language: language)
    }
}
