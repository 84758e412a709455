/// The published articles as the Knowledge support resources show them.
struct ArticleLibrary {
    let data: OrgData
    let now: Int64
    let version: String

    // MARK: List

    func list(_ request: ArticleListRequest) throws(SalesforceFault) -> JSONValue {
        let size = request.pageSize ?? 20
        let page = request.pageNumber ?? 1
        guard (1...100).contains(size), (1...1_000_000).contains(page) else {
            throw SalesforceFault("INVALID_FILTER_VALUE", "pageSize must be from 1 to 100 and pageNumber at least 1")
        }
        let table = try self.table()
        let language = try language(request.language, table)
        let categories = try categories(request.categories, method: request.queryMethod)
        let term = request.query.map(SearchTerm.init)
        var rows = try published(table, language, channel: request.channel).filter { row in
            categories.allSatisfy { has($0, table, row) }
                && (term.map { $0.matches(SearchTerm.searchable(texts(table, row))) } ?? true)
        }
        try sort(&rows, table, request)
        let start = min((page - 1) * size, rows.count)
        let end = min(start + size, rows.count)
        let path = "/services/data/v\(version)/support/knowledgeArticles"
        return .members([
            "articles": .list(rows[start..<end].map { entry(table, $0) }),
            "currentPageUrl": .text("\(path)?\(request.address(page: page))"),
            "nextPageUrl": end < rows.count ? .text("\(path)?\(request.address(page: page + 1))") : nil,
            "pageNumber": .integer(page),
        ])
    }

    private func table() throws(SalesforceFault) -> Int {
        guard let table = data.table(named: "Knowledge__kav") else {
            throw SalesforceFault(
                "FUNCTIONALITY_NOT_ENABLED", "Knowledge is not enabled for your organization.", httpStatus: 403)
        }
        return table
    }

    /// `en-US` as the articles say it, `en_US`; a language alone stands for the first of its regions.
    private func language(_ header: String?, _ table: Int) throws(SalesforceFault) -> String {
        guard let header, !header.isEmpty else {
            throw SalesforceFault(
                "INVALID_HTTP_HEADER", "The Accept-Language header is required, for example Accept-Language: en-US")
        }
        let wanted = header.split { $0 == "," || $0 == ";" }.first.map { $0.filter { !$0.isWhitespace } } ?? ""
        let folded = wanted.lowercased().split(separator: "-").joined(separator: "_")
        let known = data.schema(table)["Language"]?.picklist ?? []
        guard
            let language = known.first(where: { $0.lowercased() == folded })
                ?? known.first(where: { $0.lowercased().split(separator: "_").first.map(String.init) == folded })
        else {
            throw SalesforceFault("INVALID_HTTP_HEADER", "The language \(wanted) is not supported for articles")
        }
        return language
    }

    private func categories(_ text: String?, method: String?) throws(SalesforceFault) -> [String] {
        guard ["AT", "BELOW", "ABOVE", "ABOVE_OR_BELOW"].contains(method ?? "ABOVE_OR_BELOW") else {
            throw SalesforceFault("INVALID_FILTER_VALUE", "queryMethod must be AT, BELOW, ABOVE or ABOVE_OR_BELOW")
        }
        guard let text, !text.isEmpty else { return [] }
        guard let json = try? JSONParser.parse(Array(text.utf8)), let members = json.members else {
            throw SalesforceFault("ARGUMENT_OBJECT_PARSE_ERROR", "categories must be a JSON map from group to category")
        }
        guard members.count <= 3 else {
            throw SalesforceFault("INVALID_FILTER_VALUE", "At most three category groups are allowed")
        }
        return members.map { "\($0.name):\($0.value.text ?? "")" }
    }

    private func published(_ table: Int, _ language: String, channel: String?) throws(SalesforceFault) -> [Int] {
        let flag: String
        switch (channel ?? "App").lowercased() {
        case "app": flag = "IsVisibleInApp"
        case "pkb": flag = "IsVisibleInPkb"
        case "csp": flag = "IsVisibleInCsp"
        case "prm": flag = "IsVisibleInPrm"
        default: throw SalesforceFault("INVALID_FILTER_VALUE", "channel must be App, Pkb, Csp or Prm")
        }
        let own = data.tables[table]
        return (0..<own.rowCount).filter { row in
            !own.isDeleted(row) && text(table, row, "PublishStatus") == "Online"
                && text(table, row, "Language") == language
                && value(table, row, flag) == .flag(true)
        }
    }

    /// Whether the article's `Category__c` names this `Group:Category`.
    private func has(_ category: String, _ table: Int, _ row: Int) -> Bool {
        (text(table, row, "Category__c") ?? "").split(separator: ";").contains { $0 == category }
    }

    private func sort(_ rows: inout [Int], _ table: Int, _ request: ArticleListRequest) throws(SalesforceFault) {
        let field: String
        switch request.sort ?? "LastPublishedDate" {
        case "LastPublishedDate": field = "LastPublishedDate"
        case "CreatedDate": field = "CreatedDate"
        case "Title": field = "Title"
        case "ViewScore" where request.query == nil: field = "ArticleTotalViewCount"
        default:
            throw SalesforceFault(
                "INVALID_FILTER_VALUE", "sort must be LastPublishedDate, CreatedDate, Title or, without q, ViewScore")
        }
        let ascends = (request.order ?? (field == "Title" ? "ASC" : "DESC")).uppercased() == "ASC"
        rows.sort { left, right in
            let order = Formula.order(value(table, left, field).folded, value(table, right, field).folded) ?? 0
            return order == 0 ? left < right : (order < 0) == ascends
        }
    }

    // MARK: Articles

    private func entry(_ table: Int, _ row: Int) -> JSONValue {
        let id = text(table, row, "KnowledgeArticleId") ?? ""
        let views = value(table, row, "ArticleTotalViewCount")
        return .members([
            "articleNumber": json(table, row, "ArticleNumber"), "categoryGroups": [], "downVoteCount": 0,
            "id": .text(id),
            "lastPublishedDate": json(table, row, "LastPublishedDate"), "summary": json(table, row, "Summary"),
            "title": json(table, row, "Title"), "upVoteCount": 0,
            "url": .text("/services/data/v\(version)/support/knowledgeArticles/\(id)"),
            "urlName": json(table, row, "UrlName"), "viewCount": .number(views.isNull ? "0" : views.formulaText),
            "viewScore": .number(views.isNull ? "0.0" : "\(views.formulaText).0"),
        ])
    }

    func details(of key: String, language header: String?) throws(SalesforceFault) -> JSONValue {
        let table = try self.table()
        let language = try language(header, table)
        let id = SalesforceID(key)?.text
        let row = try published(table, language, channel: nil).first { row in
            text(table, row, "UrlName") == key || (id != nil && text(table, row, "KnowledgeArticleId") == id)
        }
        guard let row else { throw .notFound }
        var article = entry(table, row)
        let schema = data.schema(table)
        let shown = schema.fields.filter { $0.isCustom || ["Title", "UrlName", "Summary"].contains($0.name) }
        article.set(
            "layoutItems",
            .list(
                shown.map { field in
                    .members([
                        "label": .text(field.label), "name": .text(field.name),
                        "type": .text(
                            field.type == .textarea
                                ? (field.json["htmlFormatted"]?.flag ?? false ? "RICH_TEXT_AREA" : "TEXT_AREA") : "TEXT"
                        ),
                        "value": json(table, row, field.name),
                    ])
                }))
        article.set("articleType", .text(schema.name))
        article.set("versionNumber", value(table, row, "VersionNumber").isNull ? 1 : json(table, row, "VersionNumber"))
        article.set("createdDate", json(table, row, "CreatedDate"))
        article.set("createdBy", person(table, row, "CreatedById"))
        article.set("lastModifiedDate", json(table, row, "LastModifiedDate"))
        article.set("lastModifiedBy", person(table, row, "LastModifiedById"))
        for channel in ["app", "csp", "pkb", "prm"] {
            article.set("\(channel)UpVotes", 0)
            article.set("\(channel)DownVotes", 0)
            article.set("\(channel)ViewCount", 0)
            article.set("\(channel)ViewScore", .number("0.0"))
        }
        return article
    }

    private func person(_ table: Int, _ row: Int, _ field: String) -> JSONValue {
        guard let index = data.schema(table).index(of: field), let user = data.parent(table, row, index) else {
            return .null
        }
        let id = data.tables[user.table].id(user.row)?.text ?? ""
        return .members([
            "email": json(user.table, user.row, "Email"), "firstName": json(user.table, user.row, "FirstName"),
            "id": .text(id), "isActive": true, "lastName": json(user.table, user.row, "LastName"),
            "url": .text("/services/data/v\(version)/chatter/users/\(id)"),
            "userName": json(user.table, user.row, "Username"),
        ])
    }

    // MARK: Values

    private func value(_ table: Int, _ row: Int, _ field: String) -> FieldValue {
        data.schema(table).index(of: field).map { data.value(table, row, $0, now: now) } ?? .null
    }

    private func text(_ table: Int, _ row: Int, _ field: String) -> String? {
        guard case .text(let text) = value(table, row, field) else { return nil }
        return text
    }

    private func texts(_ table: Int, _ row: Int) -> [String] {
        data.schema(table).fields.filter { $0.type.isText }.compactMap { text(table, row, $0.name) }
    }

    private func json(_ table: Int, _ row: Int, _ field: String) -> JSONValue {
        switch value(table, row, field) {
        case .null: return .null
        case .flag(let flag): return .flag(flag)
        case .number(let number): return .number(FieldValue.number(number).formulaText)
        case .instant(let instant):
            var bytes: [UInt8] = []
            TimeText.write(instant: instant, zone: "+0000", to: &bytes)
            return .text(String(decoding: bytes, as: UTF8.self))
        case let other: return .text(other.formulaText)
        }
    }
}
