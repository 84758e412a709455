import SimulatorData

/// The objects every organisation begins with: recorded describes, further standard objects, and the PX_ fields.
struct SchemaCatalogue {
    private(set) var objects: [String: ObjectSchema] = [:]

    /// Read once a process, since it is the same for every organisation.
    static let standard = Result { () throws(OrgDataError) in try SchemaCatalogue() }

    private init() throws(OrgDataError) {
        let documents = try Self.documents()
        try addFurther(documents["Further"] ?? .null)
        for entry in documents["Global"]?.list ?? [] { try addListed(entry, recorded: documents) }
        for name in objects.keys.sorted() {
            for definition in PXFields.definitions(of: name) { objects[name]?.put(try definition.schema()) }
        }
    }

    private static func documents() throws(OrgDataError) -> [String: JSONValue] {
        var documents: [String: JSONValue] = [:]
        var index = 0
        while true {
            let document = simulator_document(index)
            guard document.count > 0 else { return documents }
            let name = String(cString: document.name)
            let bytes = Array(UnsafeBufferPointer(start: document.bytes, count: document.count))
            do throws(JSONParser.Failure) {
                documents[name] = try JSONParser.parse(bytes)
            } catch {
                throw OrgDataError("Embedded \(name).json line \(error.line): \(error.message).")
            }
            index += 1
        }
    }

    /// Adds an object of the recorded list: with its recorded describe, a compact one, or system fields alone.
    private mutating func addListed(_ entry: JSONValue, recorded: [String: JSONValue]) throws(OrgDataError) {
        guard let name = entry["name"]?.text else { return }
        if let describe = recorded[name] {
            var fields: [FieldSchema] = []
            for field in describe["fields"]?.list ?? [] { fields.append(try FieldSchema(json: field)) }
            let children = (describe["childRelationships"]?.list ?? []).map(ChildRelationship.init(json:))
            var json = describe
            json.remove("fields")
            json.remove("childRelationships")
            objects[name] = ObjectSchema(json: json, fields: fields, childRelationships: children)
        } else if let known = objects[name] {
            objects[name] = ObjectSchema(
                json: ObjectDefinition.describe(from: entry), fields: known.fields, childRelationships: [])
        } else {
            let definition = ObjectDefinition(listed: entry)
            objects[name] = try definition.schema(json: ObjectDefinition.describe(from: entry))
        }
    }

    private mutating func addFurther(_ document: JSONValue) throws(OrgDataError) {
        for member in document.members ?? [] {
            let definition = try ObjectDefinition(name: member.name, compact: member.value)
            objects[member.name] = try definition.schema(json: definition.json)
        }
    }
}

extension JSONValue {
    mutating func remove(_ name: String) {
        guard case .object(let members) = self else { return }
        self = .object(members.filter { $0.name != name })
    }
}
