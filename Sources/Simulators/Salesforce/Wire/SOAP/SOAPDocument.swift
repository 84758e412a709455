/// JSON documents as the SOAP API writes them: a list as its element repeated, nothing for null.
enum SOAPDocument {
    static func element(_ name: String, _ value: JSONValue) -> String {
        switch value {
        case .null: ""
        case .list(let values): values.map { element(name, $0) }.joined()
        case .object(let members):
            "<\(name)>\(members.map { element($0.name, $0.value) }.joined())</\(name)>"
        default: "<\(name)>\(text(value))</\(name)>"
        }
    }

    /// A plain value's text, escaped.
    static func text(_ value: JSONValue) -> String {
        switch value {
        case .flag(let flag): flag ? "true" : "false"
        case .number(let text): text
        case .text(let text): time(escapedMarkup(text))
        case .null, .list, .object: ""
        }
    }

    /// REST writes the zone of an instant as `+0000`, SOAP as `Z`.
    static func time(_ text: String) -> String {
        let bytes = text.utf8
        guard bytes.count == 28, text.hasSuffix("+0000"), WireTime.parse(iso: text) != nil else { return text }
        return text.dropLast(5) + "Z"
    }
}

/// A record of a REST answer as an sObject element.
struct SOAPRecord {
    private let record: JSONValue
    private let dialect: SOAPDialect

    init(_ record: JSONValue, _ dialect: SOAPDialect) {
        self.record = record
        self.dialect = dialect
    }

    /// The element; its name is of the API, its content of the object.
    func element(_ name: String) -> String {
        let type = record["attributes"]?["type"]?.text ?? ""
        var content = dialect.isPartner ? "<sf:type>\(type)</sf:type>" : ""
        if dialect.isPartner || record["Id"] != nil {
            content += record["Id"].map { "<sf:Id>\(SOAPDocument.text($0))</sf:Id>" } ?? "<sf:Id xsi:nil=\"true\"/>"
        }
        for member in record.members ?? [] where member.name != "attributes" && member.name != "Id" {
            content +=
                type == "AggregateResult"
                ? measure("sf:" + member.name, member.value) : field("sf:" + member.name, member.value)
        }
        return "<\(name) xsi:type=\"sf:\(dialect.isPartner ? "sObject" : type)\">\(content)</\(name)>"
    }

    /// A value of an aggregate, which no schema knows, names its type.
    private func measure(_ name: String, _ value: JSONValue) -> String {
        let type: String
        switch value {
        case .number(let text): type = text.contains { ".eE".contains($0) } ? "double" : "int"
        case .flag: type = "boolean"
        default: type = "string"
        }
        guard value != .null else { return field(name, value) }
        return "<\(name) xsi:type=\"xsd:\(type)\">\(SOAPDocument.text(value))</\(name)>"
    }

    private func field(_ name: String, _ value: JSONValue) -> String {
        guard let members = value.members else {
            return value == .null ? "<\(name) xsi:nil=\"true\"/>" : "<\(name)>\(SOAPDocument.text(value))</\(name)>"
        }
        if let children = value["records"]?.list {
            return Self.list(
                name, children.map { SOAPRecord($0, dialect) }, size: value["totalSize"]?.integer ?? children.count,
                locator: nil)
        }
        if value["attributes"] != nil { return SOAPRecord(value, dialect).element(name) }
        return "<\(name)>\(members.map { SOAPDocument.element($0.name, $0.value) }.joined())</\(name)>"
    }

    /// A QueryResult.
    static func list(_ name: String, _ records: [SOAPRecord], size: Int, locator: String?) -> String {
        let more = locator.map { "<queryLocator>\($0)</queryLocator>" } ?? "<queryLocator xsi:nil=\"true\"/>"
        let rows = records.map { $0.element("records") }.joined()
        return
            "<\(name) xsi:type=\"QueryResult\"><done>\(locator == nil)</done>\(more)\(rows)<size>\(size)</size></\(name)>"
    }
}
