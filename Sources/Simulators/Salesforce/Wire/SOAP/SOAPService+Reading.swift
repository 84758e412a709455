/// The calls that read: queries, records, schemas, what changed.
extension SOAPService {
    private static let mostRetrieved = 2000
    private static let mostDescribed = 100

    func read(
        _ request: XMLElement, batchSize: Int, _ dialect: SOAPDialect, _ call: APICall
    ) throws(SalesforceFault) -> APIAnswer {
        let name = request.name
        switch name {
        case "query", "queryAll":
            let cursor = try writer.org.query(
                request.text(of: "queryString") ?? "", includingDeleted: name == "queryAll")
            return answer(name, page(of: cursor, from: 0, locator: nil, batchSize, dialect), dialect)
        case "queryMore":
            let (id, start) = try QueryLocators.parts(of: request.text(of: "queryLocator") ?? "")
            let cursor = try locators.cursor(id)
            return answer(name, page(of: cursor, from: start, locator: id, batchSize, dialect), dialect)
        case "retrieve": return answer(name, try retrieve(request, dialect), dialect)
        case "search":
            let found = try writer.org.search(sosl: request.text(of: "searchString") ?? "", version: "62.0")
            let records = records(found).map { record in
                "<searchRecords>\(SOAPRecord(record, dialect).element("record"))</searchRecords>"
            }
            let number = dialect.version >= 38 ? "<queryId>\(String(writer.org.clock(), radix: 36))</queryId>" : ""
            return answer(name, "<result>\(number)\(records.joined())</result>", dialect)
        case "describeGlobal":
            return answer(
                name,
                SOAPDescribe(version: dialect.version)
                    .global(try json(writer.org.globalDescribe(version: "62.0"))), dialect)
        case "describeSObject", "describeSObjects": return answer(name, try describe(request, dialect), dialect)
        case "getServerTimestamp":
            let time = SOAPDocument.time(WireTime.json(writer.org.clock()))
            return answer(name, "<result><timestamp>\(time)</timestamp></result>", dialect)
        case "getUpdated", "getDeleted": return answer(name, try changes(request), dialect)
        default: return dialect.fault("soapenv:Client", "No operation \(name) is available.")
        }
    }

    private func answer(_ operation: String, _ results: String, _ dialect: SOAPDialect) -> APIAnswer {
        dialect.envelope("<\(operation)Response>\(results)</\(operation)Response>")
    }

    private func page(
        of cursor: QueryCursor, from start: Int, locator: String?, _ size: Int, _ dialect: SOAPDialect
    ) -> String {
        let end = min(cursor.rowCount, start + size)
        let rows = start < end ? records(cursor.json(rows: start..<end, version: "62.0")) : []
        let next = end < cursor.rowCount ? "\(locator ?? locators.keep(cursor))-\(end)" : nil
        return SOAPRecord.list(
            "result", rows.map { SOAPRecord($0, dialect) }, size: cursor.totalSize, locator: next)
    }

    private func retrieve(_ request: XMLElement, _ dialect: SOAPDialect) throws(SalesforceFault) -> String {
        let ids = request.children.filter { $0.name == "ids" }.map(\.text)
        guard ids.count <= Self.mostRetrieved else {
            throw SalesforceFault("EXCEEDED_ID_LIMIT", "record limit reached. cannot retrieve more than 2000 records")
        }
        let object = try known(request.text(of: "sObjectType"))
        let fields = (request.text(of: "fieldList") ?? "").split(separator: ",").map { $0.filter { !$0.isWhitespace } }
        var results = ""
        for id in ids {
            guard writer.org.exists(object, id: id) else {
                results += "<result xsi:nil=\"true\"/>"
                continue
            }
            let record = try json(try writer.org.retrieve(object, id: id, fields: fields, version: "62.0"))
            results += SOAPRecord(record, dialect).element("result")
        }
        return results
    }

    private func describe(_ request: XMLElement, _ dialect: SOAPDialect) throws(SalesforceFault) -> String {
        let names = request.children.filter { $0.name.lowercased().hasPrefix("sobjecttype") }.map(\.text)
        guard names.count <= Self.mostDescribed else {
            throw SalesforceFault("EXCEEDED_MAX_TYPES_LIMIT", "no more than 100 objects can be described at once")
        }
        var results = ""
        for name in names {
            let described = try writer.org.describe(try known(name), version: "62.0")
            results += SOAPDescribe(version: dialect.version).object(try json(described))
        }
        return results
    }

    private func changes(_ request: XMLElement) throws(SalesforceFault) -> String {
        let object = try known(request.text(of: "sObjectType"))
        guard let start = request.text(of: "startDate").flatMap(WireTime.parse(iso:)),
            let end = request.text(of: "endDate").flatMap(WireTime.parse(iso:))
        else {
            throw SalesforceFault("INVALID_REPLICATION_DATE", "startDate and endDate must be times")
        }
        if request.name == "getUpdated" {
            let found = try writer.org.updatedRecords(of: object, from: start, to: end)
            return SOAPDocument.element(
                "result",
                .members([
                    "ids": .list(found.ids.map(JSONValue.text)),
                    "latestDateCovered": .text(WireTime.json(found.latestDateCovered)),
                ]))
        }
        let found = try writer.org.deletedRecords(of: object, from: start, to: end)
        let records = found.records.map { record in
            JSONValue.members(["deletedDate": .text(WireTime.json(record.deletedDate)), "id": .text(record.id)])
        }
        return SOAPDocument.element(
            "result",
            .members([
                "deletedRecords": .list(records),
                "earliestDateAvailable": .text(WireTime.json(found.earliestDateAvailable)),
                "latestDateCovered": .text(WireTime.json(found.latestDateCovered)),
            ]))
    }

    private func known(_ object: String?) throws(SalesforceFault) -> String {
        guard let name = writer.org.objectName(object ?? "") else {
            throw SalesforceFault("INVALID_TYPE", "sObject type '\(object ?? "")' is not supported.")
        }
        return name
    }

    /// What the organisation writes for REST, read back.
    private func json(_ bytes: [UInt8]) throws(SalesforceFault) -> JSONValue {
        do {
            return try JSONParser.parse(bytes)
        } catch {
            throw SalesforceFault("UNKNOWN_EXCEPTION", error.message)
        }
    }

    private func records(_ bytes: [UInt8]) -> [JSONValue] {
        (try? JSONParser.parse(Array("[".utf8) + bytes + Array("]".utf8)))?.list ?? []
    }
}
