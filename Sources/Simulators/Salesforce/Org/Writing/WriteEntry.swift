/// One accepted write: the proof of what was written, and how often.
package struct WriteEntry: Sendable, Equatable {
    package enum Operation: String, Sendable { case insert, update, delete, undelete, hardDelete }

    /// UTC milliseconds; equal to the SystemModstamp that the write left.
    package let time: Int64
    package let operation: Operation
    package let object: String
    package let id: String
    package let fields: [RecordInput.Field]

    package var json: JSONValue {
        .members([
            "time": .integer(time), "operation": .text(operation.rawValue), "object": .text(object), "id": .text(id),
            "fields": .object(fields.map { JSONValue.Member(name: $0.name, value: Self.json(of: $0.value)) }),
        ])
    }

    private static func json(of input: FieldInput) -> JSONValue {
        switch input {
        case .null: .null
        case .text(let text): .text(text)
        case .number(let text): .number(text)
        case .flag(let flag): .flag(flag)
        case .parent(_, let field, let value): .object([JSONValue.Member(name: field, value: .text(value))])
        }
    }
}
