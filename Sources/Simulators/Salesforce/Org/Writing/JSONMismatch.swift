/// A value that is not of the kind a field's JSON has: the REST API refuses the body before it looks at the record.
struct JSONMismatch {
    private let field: FieldSchema
    private let name: String
    private let token: String
    private let shown: String

    /// The first mismatch in the body of one record.
    init?(in record: JSONValue, of schema: ObjectSchema) {
        for member in record.members ?? [] {
            guard let field = schema[member.name], let found = Self.token(of: member.value, for: field) else {
                continue
            }
            self.field = field
            name = member.name
            (token, shown) = found
            return
        }
        return nil
    }

    func fault(_ body: [UInt8]) -> SalesforceFault {
        let place = JSONParser.place(of: name, in: body) ?? (line: 1, column: 1)
        return SalesforceFault(
            "JSON_PARSER_ERROR",
            "Cannot deserialize instance of \(field.type.rawValue) from \(token) value \(shown) or request may be missing a"
                + " required field at [line:\(place.line), column:\(place.column)]")
    }

    /// What stands there instead, in the words of a JSON reader; nil where the value will do.
    private static func token(of value: JSONValue, for field: FieldSchema) -> (name: String, shown: String)? {
        switch value {
        case .null: return nil
        case .list: return ("START_ARRAY", "[")
        case .object: return field.type.isCompound ? nil : ("START_OBJECT", "{")
        case .flag(let flag):
            guard isWrong(.flag(flag), for: field) else { return nil }
            return flag ? ("VALUE_TRUE", "true") : ("VALUE_FALSE", "false")
        case .number(let text):
            guard isWrong(.number(text), for: field) else { return nil }
            return (text.allSatisfy { $0.isNumber || $0 == "-" } ? "VALUE_NUMBER_INT" : "VALUE_NUMBER_FLOAT", text)
        case .text(let text): return isWrong(.text(text), for: field) ? ("VALUE_STRING", text) : nil
        }
    }

    private static func isWrong(_ input: FieldInput, for field: FieldSchema) -> Bool {
        do throws(SalesforceFault) {
            _ = try FieldConversion(field: field).value(input)
            return false
        } catch {
            return error.errorCode == "INVALID_TYPE_ON_FIELD_IN_RECORD"
        }
    }
}

extension SalesforceOrg {
    func mismatch(in record: JSONValue, _ body: [UInt8], of object: String) -> SalesforceFault? {
        schema(of: object).flatMap { JSONMismatch(in: record, of: $0) }?.fault(body)
    }
}
