import HTTPTypes

/// SOQL and its pages.
extension RESTService {
    func query(_ call: APICall, includingDeleted: Bool) throws -> APIAnswer {
        if let soql = call.query["explain"] { return .json(try org.explanation(of: soql)) }
        guard let soql = call.query["q"] else {
            throw SalesforceFault("MALFORMED_QUERY", "A query string has to be specified")
        }
        let cursor = try org.query(soql, includingDeleted: includingDeleted, isTooling: call.isTooling)
        if let name = singleBatch(cursor), cursor.rowCount > rowsInPage(of: cursor, batchSize(askedBy: call)) {
            throw SalesforceFault(
                "EXCEEDED_ID_LIMIT",
                "\(name) does not support queryMore(), use LIMIT to restrict the results to a single batch")
        }
        return page(of: cursor, from: 0, locator: nil, call)
    }

    /// What comes in one batch or not at all.
    private func singleBatch(_ cursor: QueryCursor) -> String? {
        if cursor.kind == .aggregate { return "Aggregate query" }
        return DefinitionObject(named: cursor.object, isTooling: false)?.rawValue
    }

    /// The page that a `nextRecordsUrl` names.
    func nextPage(_ call: APICall, locator: String) throws(SalesforceFault) -> APIAnswer {
        let (id, offset) = try QueryLocators.parts(of: locator)
        let kept = try locators.kept(id)
        guard offset <= kept.cursor.rowCount else { throw .badLocator }
        return page(of: kept.cursor, from: offset, locator: id, batchSize: kept.batchSize, call)
    }

    /// - Parameter batchSize: what the first page's reader asked for, unless this call asks for another.
    func page(
        of cursor: QueryCursor, from start: Int, locator: String?, batchSize: Int? = nil, _ call: APICall
    ) -> APIAnswer {
        let asked = self.batchSize(askedBy: call) ?? batchSize
        let end = min(cursor.rowCount, start + rowsInPage(of: cursor, asked))
        let isDone = end == cursor.rowCount
        let root = call.isTooling ? "\(call.root)/tooling" : call.root
        let next = isDone ? nil : "\(root)/query/\(locator ?? locators.keep(cursor, batchSize: asked))-\(end)"
        var body = Array("{".utf8)
        if call.isTooling {
            body += Array("\"size\":\(end - start),\"entityTypeName\":\"\(cursor.object)\",".utf8)
            body += Array("\"queryLocator\":\(next.map { "\"\($0)\"" } ?? "null"),".utf8)
        }
        body += Array("\"totalSize\":\(cursor.totalSize),\"done\":\(isDone)".utf8)
        if let next { body += Array(",\"nextRecordsUrl\":\"\(next)\"".utf8) }
        body += Array(",\"records\":[".utf8)
        let resource = call.isTooling ? "tooling/sobjects" : "sobjects"
        body += cursor.json(
            rows: start..<end, version: call.versionText, resource: resource, childPage: rowsInPage(asked)
        ) { child, offset in
            "\(root)/query/\(locators.keep(child, batchSize: asked))-\(offset)"
        }
        body += Array("]}".utf8)
        return .json(bytes: body)
    }

    /// As many as asked for, between 200 and 2,000; wide rows come in smaller pages, as on a real org.
    private func rowsInPage(of cursor: QueryCursor, _ asked: Int?) -> Int {
        min(rowsInPage(asked), max(200, 120_000 / max(1, cursor.columnNames.count)))
    }

    private func rowsInPage(_ asked: Int?) -> Int { min(max(asked ?? 2000, 200), 2000) }

    /// The number in a header value such as `batchSize=500`.
    private func batchSize(askedBy call: APICall) -> Int? {
        let options = call.header("Sforce-Query-Options") ?? ""
        for option in options.split(whereSeparator: { $0 == "," || $0 == ";" }) {
            let halves = option.filter { $0 != " " }.split(separator: "=")
            if halves.count == 2, halves[0].equalsIgnoringCase("batchSize") { return Int(halves[1]) }
        }
        return nil
    }
}
