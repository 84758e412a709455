package import Domain
import GRDB

extension HubStore {
    package func attributes() async throws -> [AttributeDefinition] {
        try await read { database in
            try Entity.allCases.flatMap { try database.attributes(of: $0) }
        }
    }

    package func losses(declaring attributes: [AttributeDefinition]) async throws -> [AttributeLoss] {
        try await read { database in try attributes.compactMap { try database.loss(declaring: $0) } }
    }

    package func declare(
        _ attributes: [AttributeDefinition], acceptingLosses: Bool
    ) async throws -> AttributeChanges {
        try AttributeDefinition.check(attributes)
        return try await write { database in
            if !acceptingLosses {
                let losses = try attributes.compactMap { try database.loss(declaring: $0) }
                guard losses.isEmpty else { throw losses.refusal }
            }
            var changes = AttributeChanges()
            for attribute in attributes { try database.declare(attribute, &changes) }
            for entity in Entity.allCases {
                let wanted = Set(attributes.filter { $0.entity == entity }.map(\.apiName))
                for attribute in try database.attributes(of: entity) where !wanted.contains(attribute.apiName) {
                    try database.setEnabled(attribute, false)
                    changes.disabled.append(attribute.apiName)
                }
            }
            return changes
        }
    }
}

extension Database {
    /// The enabled attributes of one entity; none where there is no entity.
    func attributes(of entity: Entity?) throws -> [AttributeDefinition] {
        guard let entity else { return [] }
        let rows = try preparedRows(
            "SELECT api_name, type FROM attribute WHERE entity = ? AND is_enabled ORDER BY api_name",
            [entity.rawValue])
        return rows.compactMap { row in
            AttributeType(rawValue: row["type"]).map {
                AttributeDefinition(entity: entity, apiName: row["api_name"], type: $0)
            }
        }
    }

    fileprivate func declare(_ attribute: AttributeDefinition, _ changes: inout AttributeChanges) throws {
        let known = try Row.fetchOne(
            self, sql: "SELECT type, is_enabled FROM attribute WHERE entity = ? AND api_name = ?",
            arguments: [attribute.entity.rawValue, attribute.apiName])
        guard let known else {
            try addColumn(for: attribute)
            try execute(
                sql: "INSERT INTO attribute (entity, api_name, type, column_name) VALUES (?, ?, ?, ?)",
                arguments: [
                    attribute.entity.rawValue, attribute.apiName, attribute.type.rawValue, attribute.columnName,
                ])
            changes.added.append(attribute.apiName)
            return
        }
        if known["is_enabled"] == 0 {
            try setEnabled(attribute, true)
            changes.enabled.append(attribute.apiName)
        }
        guard let type = AttributeType(rawValue: known["type"]), type != attribute.type else { return }
        changes.lostValues += try convert(attribute, from: type)
        changes.converted.append(attribute.apiName)
    }

    /// What the new type of an attribute cannot hold; nothing where all goes over, or the type stays.
    fileprivate func loss(declaring attribute: AttributeDefinition) throws -> AttributeLoss? {
        let known = try String.fetchOne(
            self, sql: "SELECT type FROM attribute WHERE entity = ? AND api_name = ?",
            arguments: [attribute.entity.rawValue, attribute.apiName])
        guard let type = known.flatMap(AttributeType.init), type != attribute.type else { return nil }
        return try withConversion(to: attribute.type, from: type) {
            let column = quoted(attribute.columnName)
            let table = quoted(attribute.entity.rawValue)
            let lost = "FROM \(table) WHERE \(column) IS NOT NULL AND converted(\(column)) IS NULL"
            let count = try Int.fetchOne(self, sql: "SELECT count(*) \(lost)") ?? 0
            guard count > 0 else { return nil }
            let rows = try Row.fetchAll(self, sql: "SELECT id, \(column) \(lost) ORDER BY id LIMIT 2")
            return AttributeLoss(
                attribute: attribute, present: type, values: count,
                examples: rows.map {
                    AttributeLoss.Example(record: $0[0], value: Value(stored: $0[1], type: CellType(type)).text)
                })
        }
    }

    /// Lends SQL the function `converted`, which gives a stored value of one type as another keeps it.
    private func withConversion<T>(
        to new: AttributeType, from old: AttributeType, _ body: () throws -> T
    ) throws -> T {
        let convert = DatabaseFunction("converted", argumentCount: 1, pure: true) { arguments in
            new.converted(arguments[0], from: old)
        }
        add(function: convert)
        defer { remove(function: convert) }
        return try body()
    }

    fileprivate func setEnabled(_ attribute: AttributeDefinition, _ isEnabled: Bool) throws {
        try execute(
            sql: "UPDATE attribute SET is_enabled = ? WHERE entity = ? AND api_name = ?",
            arguments: [isEnabled, attribute.entity.rawValue, attribute.apiName])
    }

    private func addColumn(for attribute: AttributeDefinition) throws {
        try execute(
            sql: """
                ALTER TABLE \(quoted(attribute.entity.rawValue))
                ADD COLUMN \(quoted(attribute.columnName)) \(attribute.type.columnType)
                """)
    }

    /// Makes a new column of the new type beside the old one, copies what it can hold, and drops the old one.
    ///
    /// Returns how many values it could not hold.
    private func convert(_ attribute: AttributeDefinition, from type: AttributeType) throws -> Int {
        let table = quoted(attribute.entity.rawValue)
        let column = quoted(attribute.columnName)
        let old = quoted("old_" + attribute.columnName)
        try execute(sql: "ALTER TABLE \(table) RENAME COLUMN \(column) TO \(old)")
        try addColumn(for: attribute)
        let revision = try nextRevision()
        try withConversion(to: attribute.type, from: type) {
            try execute(
                sql: "UPDATE \(table) SET \(column) = converted(\(old)), revision = ? WHERE \(old) IS NOT NULL",
                arguments: [revision])
        }
        let lost = try Int.fetchOne(
            self, sql: "SELECT count(*) FROM \(table) WHERE \(old) IS NOT NULL AND \(column) IS NULL")
        try execute(sql: "ALTER TABLE \(table) DROP COLUMN \(old)")
        try execute(
            sql: "UPDATE attribute SET type = ? WHERE entity = ? AND api_name = ?",
            arguments: [attribute.type.rawValue, attribute.entity.rawValue, attribute.apiName])
        return lost ?? 0
    }
}

extension AttributeType {
    fileprivate var columnType: String {
        switch self {
        case .string: "TEXT"
        case .number: "NUMERIC"
        case .boolean: "BOOLEAN"
        case .dateTime: "INTEGER"
        }
    }

    /// A stored value of another type as this type keeps it; null where it cannot.
    fileprivate func converted(_ stored: DatabaseValue, from type: AttributeType) -> (any DatabaseValueConvertible)? {
        let value = Value(stored: stored, type: CellType(type))
        var text = value.text
        if case .double(let double) = value, self == .string { text = String(double) }
        let read = text.withUTF8 { CellType(self).read($0) }
        return switch read {
        case .text: text
        case .integer(let integer): integer
        case .double(let double): double
        case .null, nil: nil
        }
    }
}
