/// The describe answers of an object.
struct DescribeDocument {
    let schema: ObjectSchema

    /// The keys of an entry of the global list.
    private static let listKeys: Set<String> = [
        "activateable", "associateEntityType", "associateParentEntity", "createable", "custom", "customSetting",
        "deepCloneable", "deletable", "deprecatedAndHidden", "feedEnabled", "hasSubtypes", "isInterface", "isSubtype",
        "keyPrefix", "label", "labelPlural", "layoutable", "mergeable", "mruEnabled", "name", "queryable",
        "replicateable",
        "retrieveable", "searchable", "triggerable", "undeletable", "updateable", "urls",
    ]

    var listEntry: JSONValue {
        .object((complete.members ?? []).filter { Self.listKeys.contains($0.name) })
    }

    /// Everything, fields and child relationships in their alphabetical places.
    var whole: JSONValue {
        var members = complete.members ?? []
        members.append(
            JSONValue.Member(name: "childRelationships", value: .list(schema.childRelationships.map(\.json))))
        let fields = schema.fields.filter { !$0.carriesRelationshipOnly }
        members.append(JSONValue.Member(name: "fields", value: .list(fields.map(\.json))))
        return .object(members.sorted { $0.name < $1.name })
    }

    /// The recorded head with the keys that came after its recording.
    private var complete: JSONValue {
        var json = schema.json
        for (key, value): (String, JSONValue) in [
            ("associateEntityType", nil), ("associateParentEntity", nil), ("sobjectDescribeOption", "FULL"),
        ] where json[key] == nil {
            json.set(key, value)
        }
        guard case .object(let members) = json else { return json }
        return .object(members.sorted { $0.name < $1.name })
    }

    /// Writes the document with the request's version in its addresses.
    static func bytes(of document: JSONValue, version: String) -> [UInt8] {
        let text = document.bytes
        let mark = Array("/v{v}/".utf8)
        let replacement = Array("/v\(version)/".utf8)
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var position = 0
        while position < text.count {
            if text[position] == UInt8(ascii: "/"), text[position...].starts(with: mark) {
                output.append(contentsOf: replacement)
                position += mark.count
            } else {
                output.append(text[position])
                position += 1
            }
        }
        return output
    }
}
