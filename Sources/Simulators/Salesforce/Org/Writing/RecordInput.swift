/// A value as a client sent it: JSON values as they are, CSV cells as text.
package indirect enum FieldInput: Sendable, Equatable {
    case null
    case text(String)
    case number(String)
    case flag(Bool)
    /// A parent named by an external id: `"Account": {"Ext__c": "A-1"}`; the type is given for polymorphic fields.
    case parent(type: String?, field: String, value: String)
}

/// One record as a client sent it.
///
/// Field names may be in any case. A name with a dot, `Account.Ext__c` or `Owner:User.Ext__c`, is a bulk relationship column.
package struct RecordInput: Sendable, Equatable {
    /// The object of `attributes.type`, where there was one.
    package var type: String?
    package var id: String?
    package var fields: [Field]

    /// One named value.
    package struct Field: Sendable, Equatable {
        package let name: String
        package var value: FieldInput

        package init(_ name: String, _ value: FieldInput) {
            self.name = name
            self.value = value
        }
    }

    package init(type: String? = nil, id: String? = nil, fields: [Field]) {
        self.type = type
        self.id = id
        self.fields = fields
    }

    /// Reads a record of a REST body; `attributes` and the id are taken out of the fields.
    package init(json: JSONValue) throws(SalesforceFault) {
        guard case .object(let members) = json else {
            throw SalesforceFault("JSON_PARSER_ERROR", "The HTTP entity body must be a JSON object for a record.")
        }
        type = nil
        id = nil
        fields = []
        for member in members {
            switch (member.name.lowercased(), member.value) {
            case ("attributes", let attributes): type = attributes["type"]?.text
            case ("id", .text(let text)): id = text
            case ("id", .null): id = nil
            case (_, let value): fields.append(Field(member.name, try Self.input(of: value, named: member.name)))
            }
        }
    }

    private static func input(of value: JSONValue, named name: String) throws(SalesforceFault) -> FieldInput {
        switch value {
        case .null: return .null
        case .text(let text): return .text(text)
        case .number(let text): return .number(text)
        case .flag(let flag): return .flag(flag)
        case .list:
            throw SalesforceFault("JSON_PARSER_ERROR", "Cannot deserialize instance of \(name) from START_ARRAY value")
        case .object(let members):
            let keys = members.filter { $0.name != "attributes" }
            guard keys.count == 1, let key = keys.first else {
                throw SalesforceFault(
                    "INVALID_FIELD", "The relationship \(name) must name its parent by exactly one external id field",
                    fields: [name])
            }
            let text: String
            switch key.value {
            case .text(let value), .number(let value): text = value
            default: throw SalesforceFault("INVALID_FIELD", "Bad value for \(name).\(key.name)", fields: [name])
            }
            return .parent(type: value["attributes"]?["type"]?.text, field: key.name, value: text)
        }
    }
}
