/// Batches of XML and what they come to, in the words of Bulk API 1.0.
enum ClassicXML {
    private static let instance = " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""

    /// The records of an `sObjects` document; nil where it is none.
    static func records(of batch: [UInt8]) -> [RecordInput]? {
        guard let root = XMLElement(document: batch), root.name == "sObjects" else { return nil }
        return root.children.map(record)
    }

    /// An empty element keeps what is there, `xsi:nil` clears it.
    private static func record(_ element: XMLElement) -> RecordInput {
        var record = RecordInput(fields: [])
        for child in element.children {
            if child.attributes["nil"] == "true" {
                record.fields.append(.init(child.name, .null))
            } else if let parent = child.first("sObject"), let key = parent.children.last {
                record.fields.append(
                    .init(child.name, .parent(type: parent.text(of: "type"), field: key.name, value: key.text)))
            } else if child.name.equalsIgnoringCase("Id") {
                record.id = child.text
            } else if !child.text.isEmpty {
                record.fields.append(.init(child.name, .text(child.text)))
            }
        }
        return record
    }

    /// What became of each row of a batch.
    static func results(_ rows: [RowOutcome], of job: ClassicJob) -> String {
        let results = rows.map { row in
            let errors = row.errors.map { SOAPDocument.element("errors", $0.rowJSON) }.joined()
            let id = job.shownID(of: row).map { "<id>\($0)</id>" } ?? ""
            let isCreated = row.isCreated && row.isSuccess
            return "<result>\(errors)\(id)<success>\(row.isSuccess)</success><created>\(isCreated)</created></result>"
        }
        return "<results\(ClassicDocument.namespace)>\(results.joined())</results>"
    }

    /// The records of a query, given as the REST API writes them.
    static func queryResult(_ records: [JSONValue]) -> String {
        let records = records.map { element("records", $0) }.joined()
        return "<queryResult\(ClassicDocument.namespace)\(instance)>\(records)</queryResult>"
    }

    private static func element(_ name: String, _ value: JSONValue) -> String {
        guard let members = value.members else {
            return value == .null ? "<\(name) xsi:nil=\"true\"/>" : "<\(name)>\(SOAPDocument.text(value))</\(name)>"
        }
        let fields = members.map { member in
            member.name == "attributes"
                ? SOAPDocument.element("type", member.value["type"] ?? .null) : element(member.name, member.value)
        }
        return "<\(name) xsi:type=\"sObject\">\(fields.joined())</\(name)>"
    }
}
