import HTTPTypes

/// SOSL, the parameterised search, and the articles of Salesforce Knowledge.
extension RESTService {
    func search(_ call: APICall) throws -> APIAnswer {
        guard let sosl = call.query["q"] else {
            throw SalesforceFault("MALFORMED_SEARCH", "A search must be given in the parameter q.")
        }
        return searchAnswer(try org.search(sosl: sosl, version: call.versionText), nil, call)
    }

    func parameterizedSearch(_ call: APICall) throws -> APIAnswer {
        let fields = call.query
        let shared = list(fields["fields"])
        let targets = list(fields["sobject"]).map { name in
            let own = list(fields["\(name).fields"])
            return ParameterizedSearch.Target(
                name: name, fields: own.isEmpty ? shared : own, condition: fields["\(name).where"],
                limit: fields["\(name).limit"].flatMap { Int($0) })
        }
        let search = ParameterizedSearch(
            text: fields["q"] ?? "", group: fields["in"], targets: targets,
            defaultLimit: fields["defaultLimit"].flatMap { Int($0) },
            overallLimit: fields["overallLimit"].flatMap { Int($0) })
        return try answer(search, metadata: fields["metadata"], call)
    }

    func searchByBody(_ call: APICall) async throws -> APIAnswer {
        let body = try await call.json()
        let shared = texts(body["fields"])
        let targets = (body["sobjects"]?.list ?? []).map { target in
            let own = texts(target["fields"])
            return ParameterizedSearch.Target(
                name: target["name"]?.text ?? target.text ?? "", fields: own.isEmpty ? shared : own,
                condition: target["where"]?.text, limit: target["limit"]?.integer)
        }
        let search = ParameterizedSearch(
            text: body["q"]?.text ?? "", group: body["in"]?.text, targets: targets,
            defaultLimit: body["defaultLimit"]?.integer, overallLimit: body["overallLimit"]?.integer)
        return try answer(search, metadata: body["metadata"]?.text, call)
    }

    private func answer(
        _ search: ParameterizedSearch, metadata: String?, _ call: APICall
    ) throws(SalesforceFault) -> APIAnswer {
        let records = try org.search(search, version: call.versionText)
        guard metadata == "LABELS" else { return searchAnswer(records, nil, call) }
        return searchAnswer(records, org.labels(for: search), call)
    }

    func articles(_ call: APICall) throws -> APIAnswer {
        var request = ArticleListRequest()
        request.language = call.headers[.acceptLanguage]
        request.query = call.query["q"]
        request.channel = call.query["channel"]
        request.categories = call.query["categories"]
        request.queryMethod = call.query["queryMethod"]
        request.sort = call.query["sort"]
        request.order = call.query["order"]
        request.pageSize = try number("pageSize", call)
        request.pageNumber = try number("pageNumber", call)
        return .json(try org.articles(request, version: call.versionText))
    }

    func article(_ call: APICall, _ key: String) throws -> APIAnswer {
        .json(try org.article(key, language: call.headers[.acceptLanguage], version: call.versionText))
    }

    /// Before version 37 the records were a bare list.
    private func searchAnswer(_ records: [UInt8], _ metadata: JSONValue?, _ call: APICall) -> APIAnswer {
        guard call.version >= 37 else { return .json(bytes: Array("[".utf8) + records + Array("]".utf8)) }
        var body = Array("{\"searchRecords\":[".utf8) + records + Array("]".utf8)
        if let metadata {
            body += Array(",\"metadata\":".utf8)
            metadata.write(to: &body)
        }
        return .json(bytes: body + Array("}".utf8))
    }

    private func list(_ text: String?) -> [String] {
        (text ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
    }

    private func texts(_ value: JSONValue?) -> [String] {
        (value?.list ?? []).compactMap(\.text)
    }

    private func number(_ name: String, _ call: APICall) throws(SalesforceFault) -> Int? {
        guard let text = call.query[name] else { return nil }
        guard let number = Int(text) else {
            throw SalesforceFault("INVALID_QUERY_FILTER_OPERATOR", "\(name) must be a number")
        }
        return number
    }
}
