/// The header `Sforce-Enable-PKChunking`: a query of a whole table becomes one batch for each range of ids.
struct PKChunking: Sendable {
    let size: Int
    /// Where the first range begins, if not with the table's first record.
    let start: SalesforceID?

    private static let usualSize = 100_000
    private static let largestSize = 250_000
    private static let objects: Set<String> = [
        "Account", "Asset", "Campaign", "CampaignMember", "Case", "CaseArticle", "CaseHistory", "Contact", "Event",
        "EventRelation", "Lead", "LoginHistory", "Opportunity", "Task", "User", "WorkOrder", "WorkOrderLineItem",
    ]

    /// Reads `true`, `chunkSize=50000; startRow=001…` and the like; nil where nothing is to be cut.
    init?(header: String?) {
        guard let header else { return nil }
        var size = Self.usualSize
        var start: SalesforceID?
        for part in header.split(separator: ";") {
            let halves = part.filter { $0 != " " }.split(separator: "=", maxSplits: 1)
            guard let name = halves.first else { continue }
            if name.equalsIgnoringCase("false") { return nil }
            guard let value = halves.dropFirst().first else { continue }
            if name.equalsIgnoringCase("chunkSize") { size = Int(value) ?? size }
            if name.equalsIgnoringCase("startRow") { start = SalesforceID(String(value)) }
        }
        self.size = min(max(size, 1), Self.largestSize)
        self.start = start
    }

    /// The queries that together read what this one reads; nil for one that cannot be cut.
    func queries(of soql: String, in org: SalesforceOrg, _ object: String) -> [String]? {
        guard Self.objects.contains(object) || object.hasSuffix("__c"), let cut = CutQuery(soql) else { return nil }
        let starts = org.ids(of: object, every: size, from: start)
        return starts.indices.map { index in
            cut.text(from: starts[index], before: index + 1 < starts.count ? starts[index + 1] : nil)
        }
    }
}

/// A query with nothing but a WHERE clause, which takes one condition more.
private struct CutQuery {
    private let head: String
    private let condition: String

    init?(_ soql: String) {
        guard let tokens = try? SOQLLexer.tokens(of: QueryText(text: soql)) else { return nil }
        let ends: Set<String> = ["ORDER", "GROUP", "LIMIT", "OFFSET", "WITH", "FOR", "ALL", "USING"]
        let afterFrom = tokens.drop { $0.keyword != "FROM" }
        guard !afterFrom.contains(where: { ends.contains($0.keyword) }) else { return nil }
        let bytes = Array(soql.utf8)
        let place = afterFrom.first { $0.keyword == "WHERE" }?.position
        head = String(decoding: bytes[..<(place ?? bytes.count)], as: UTF8.self)
        condition = place.map { String(decoding: bytes[($0 + "WHERE".utf8.count)...], as: UTF8.self) } ?? ""
    }

    func text(from start: SalesforceID, before end: SalesforceID?) -> String {
        var bounds = ["Id >= '\(start.text)'"]
        if let end { bounds.append("Id < '\(end.text)'") }
        if !condition.isEmpty { bounds.insert("(\(condition.trimmed))", at: 0) }
        return "\(head.trimmed) WHERE \(bounds.joined(separator: " AND "))"
    }
}

extension String {
    fileprivate var trimmed: String {
        let inside = drop(while: \.isWhitespace)
        return String(inside.dropLast(inside.reversed().prefix(while: \.isWhitespace).count))
    }
}

extension SalesforceOrg {
    /// The ids of a table's first record and of every so-many-th after it, deleted ones counted too.
    fileprivate func ids(of object: String, every size: Int, from start: SalesforceID?) -> [SalesforceID] {
        let data = snapshot()
        guard let place = data.table(named: object) else { return [] }
        let table = data.tables[place]
        let ids = (0..<table.rowCount).filter { !table.isPurged($0) }.compactMap(table.id)
            .filter { id in start.map { !id.isBefore($0) } ?? true }
            .sorted { $0.isBefore($1) }
        return stride(from: 0, to: ids.count, by: size).map { ids[$0] }
    }
}
