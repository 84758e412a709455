import Domain
import GRDB

extension PushIntent {
    /// What `init` reads, in its order.
    static let columns = "entity, object, id, record, field, type, value, before, job"

    /// The rows of a statement whose parameters are bound.
    static func all(_ statement: borrowing RawStatement) throws -> [PushIntent] {
        var intents: [PushIntent] = []
        while try statement.step() { intents.append(PushIntent(statement)) }
        return intents
    }

    init(_ row: borrowing RawStatement) {
        let type = SalesforceFieldType(name: row.string(5) ?? "")
        self.init(
            entity: row.string(0).flatMap(Entity.init(rawValue:)) ?? .account, object: row.string(1) ?? "",
            id: row.string(2) ?? "", record: row.string(3) ?? "", field: row.string(4) ?? "",
            value: Value(row.value(6), type: type), before: Value(row.value(7), type: type), job: row.string(8))
    }
}

extension PushedValue {
    init(row: Row) {
        let type = SalesforceFieldType(name: row["type"])
        self.init(
            entity: Entity(rawValue: row["entity"]) ?? .account, object: row["object"], id: row["id"],
            record: row["record"], field: row["field"], value: Value(row["value"], type: type),
            before: Value(row["before"], type: type))
    }
}

extension Value {
    /// Reads a mirror-typed column: numbers as numbers, booleans as 0 or 1, instants as milliseconds.
    init(_ stored: DatabaseValue, type: SalesforceFieldType) {
        switch (stored.storage, type.attributeType) {
        case (.null, _): self = .null
        case (.int64(let integer), .boolean): self = .boolean(integer != 0)
        case (.int64(let integer), .dateTime): self = .dateTime(Instant(milliseconds: integer))
        case (.int64(let integer), _): self = .integer(integer)
        case (.double(let double), .dateTime): self = .dateTime(Instant(milliseconds: Int64(double)))
        case (.double(let double), _): self = .double(double)
        case (.string(let string), _): self = .string(string)
        case (.blob(let data), _): self = .string(String(decoding: data, as: UTF8.self))
        }
    }

    /// The value as the journal shows it; nothing for null.
    var journalText: String? { isNull ? nil : text }

    /// The value as a mirror column stores it.
    var databaseValue: DatabaseValue {
        switch self {
        case .null: .null
        case .string(let string): string.databaseValue
        case .integer(let integer): integer.databaseValue
        case .double(let double): double.databaseValue
        case .boolean(let boolean): (boolean ? 1 : 0).databaseValue
        case .dateTime(let instant): instant.milliseconds.databaseValue
        }
    }
}

/// SQL that writes a mirror-typed column as the journal shows it; `type` is the SQL name of the field's type.
func journalText(of column: String, type: String) -> String {
    """
    CASE WHEN \(column) IS NULL THEN NULL
        WHEN \(type) = 'date' THEN strftime('%Y-%m-%d', \(column) / 1000, 'unixepoch')
        WHEN \(type) = 'datetime' THEN strftime('%Y-%m-%dT%H:%M:%fZ', \(column) / 1000.0, 'unixepoch')
        WHEN \(type) = 'time' THEN strftime('%H:%M:%fZ', \(column) / 1000.0, 'unixepoch')
        WHEN \(type) = 'boolean' THEN CASE WHEN \(column) THEN 'true' ELSE 'false' END
        WHEN typeof(\(column)) = 'real' THEN
            CASE WHEN \(column) = CAST(\(column) AS INTEGER) THEN CAST(CAST(\(column) AS INTEGER) AS TEXT)
                ELSE rtrim(printf('%.6f', \(column)), '0') END
        ELSE CAST(\(column) AS TEXT) END
    """
}
