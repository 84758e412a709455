import HTTPTypes

/// A flat document of Bulk API 1.0, which speaks JSON or XML as its caller does.
struct ClassicDocument {
    enum Format: Sendable { case json, xml }

    let name: String
    let members: [(name: String, value: JSONValue)]

    var json: JSONValue {
        .object(members.map { JSONValue.Member(name: $0.name, value: $0.value) })
    }

    /// The element, with the namespace only where it stands alone.
    func xml(isRoot: Bool) -> String {
        let order = name == "batchInfo" ? ["id", "jobId", "state", "stateMessage"] + Self.order : Self.order
        let place = Dictionary(zip(order, 0...)) { first, _ in first }
        let known = members.filter { $0.value != .null && $0.name != "fastPathEnabled" }
        let inside = known.sorted { place[$0.name, default: .max] < place[$1.name, default: .max] }.map { member in
            "<\(member.name)>\(SOAPDocument.text(member.value))</\(member.name)>"
        }
        return "<\(name)\(isRoot ? Self.namespace : "")>\(inside.joined(separator: "\n"))</\(name)>"
    }

    /// The order of an XML document's elements; JSON has them by the alphabet.
    private static let order = [
        "exceptionCode", "exceptionMessage", "id", "operation", "object", "createdById", "createdDate",
        "systemModstamp", "state", "externalIdFieldName", "concurrencyMode", "contentType",
        "numberBatchesQueued", "numberBatchesInProgress", "numberBatchesCompleted", "numberBatchesFailed",
        "numberBatchesTotal", "numberRecordsProcessed", "numberRetries", "apiVersion", "numberRecordsFailed",
        "totalProcessingTime", "apiActiveProcessingTime", "apexProcessingTime",
    ]

    func answer(in format: Format, status: Int = 200) -> APIAnswer {
        switch format {
        case .json: Self.jsonAnswer(json, status: status)
        case .xml: Self.xmlAnswer(xml(isRoot: true), status: status)
        }
    }

    /// Clients compare the whole type: here, unlike in the REST API, it names no character set.
    static func jsonAnswer(_ value: JSONValue, status: Int = 200) -> APIAnswer {
        var answer = APIAnswer.json(value, status: status)
        answer.headers[.contentType] = "application/json"
        return answer
    }

    static let namespace = " xmlns=\"http://www.force.com/2009/06/asyncapi/dataload\""

    static func xmlAnswer(_ root: String, status: Int = 200) -> APIAnswer {
        .text("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\(root)", type: "application/xml", status: status)
    }
}
