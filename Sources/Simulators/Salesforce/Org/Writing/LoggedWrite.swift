/// An accepted write as the log keeps it, by numbers in place of names.
struct LoggedWrite: Sendable {
    private let time: Int64
    private let operation: WriteEntry.Operation
    private let table: UInt16
    private let id: SalesforceID
    private let values: [(field: UInt16, value: FieldValue)]

    init(time: Int64, operation: WriteEntry.Operation, table: Int, id: SalesforceID, values: [(Int, FieldValue)]) {
        self.time = time
        self.operation = operation
        self.table = UInt16(table)
        self.id = id
        self.values = values.map { (UInt16($0), $1) }
    }

    func entry(_ data: OrgData) -> WriteEntry {
        let schema = data.tables[Int(table)].schema
        return WriteEntry(
            time: time, operation: operation, object: schema.name, id: id.text,
            fields: values.map { RecordInput.Field(schema.fields[Int($0.field)].name, FieldInput($0.value)) })
    }
}
