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
        let inside = members.filter { $0.value != .null }.map { member in
            "<\(member.name)>\(escapedMarkup(Self.plain(member.value)))</\(member.name)>"
        }
        return "<\(name)\(isRoot ? Self.namespace : "")>\(inside.joined(separator: "\n"))</\(name)>"
    }

    func answer(in format: Format, status: Int = 200) -> APIAnswer {
        switch format {
        case .json: .json(json, status: status)
        case .xml: Self.xmlAnswer(xml(isRoot: true), status: status)
        }
    }

    static let namespace = " xmlns=\"http://www.force.com/2009/06/asyncapi/dataload\""

    static func xmlAnswer(_ root: String, status: Int = 200) -> APIAnswer {
        .text("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\(root)", type: "application/xml", status: status)
    }

    private static func plain(_ value: JSONValue) -> String {
        switch value {
        case .text(let text), .number(let text): text
        case .flag(let flag): String(flag)
        case .null, .list, .object: ""
        }
    }
}
