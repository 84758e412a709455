import Domain
import GRDB

/// The table of one mirror.
struct MirrorTable {
    let object: String

    var name: String { "sf_" + object.lowercased() }

    /// Creates it if need be.
    ///
    /// An ordinary table with an index of ids beside it: Bulk results come in no order, and ids scattered over an
    /// index of twenty bytes a row cost far less than over the rows themselves.
    func create(in database: Database, at now: Instant) throws {
        guard object.utf8.allSatisfy({ Self.isWordCharacter($0) }) else {
            throw PlainError("\(object) is no name of a Salesforce object.")
        }
        try database.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS \(quoted(name)) (
                    id TEXT NOT NULL UNIQUE,
                    system_modstamp INTEGER,
                    last_modified_date INTEGER,
                    created_date INTEGER,
                    is_deleted INTEGER NOT NULL DEFAULT 0,
                    fetched_in INTEGER NOT NULL,
                    revision INTEGER NOT NULL
                );
                CREATE INDEX IF NOT EXISTS \(quoted(name + "_revision")) ON \(quoted(name)) (revision);
                """)
        try database.execute(
            sql: "INSERT INTO mirror (object, table_name, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            arguments: [object, name, now.milliseconds])
    }

    /// Adds the columns that are missing, renews those that now hold something else, and describes them all.
    ///
    /// A field that is no longer asked for misses changes from now on: should it come back, it is read anew.
    func add(_ fields: [FieldDescription], to database: Database) throws {
        var columns = Set(
            try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [name]))
        let known = try self.fields(in: database)
        for field in fields {
            let column = quoted(MirrorField.columnName(of: field.name))
            let old = known.first { $0.name.lowercased() == field.name.lowercased() }
            if let old, CellType(old.type) != CellType(field.type) {
                try database.execute(sql: "ALTER TABLE \(quoted(name)) DROP COLUMN \(column)")
                columns.remove(MirrorField.columnName(of: field.name))
            }
            if columns.insert(MirrorField.columnName(of: field.name)).inserted {
                try database.execute(
                    sql: "ALTER TABLE \(quoted(name)) ADD COLUMN \(column) \(CellType(field.type).columnType)")
            }
            try catalogue(field, in: database)
        }
        for field in known where !fields.contains(where: { $0.name.lowercased() == field.name.lowercased() }) {
            try database.execute(
                sql: "UPDATE mirror_field SET is_filled = 0, refreshed_at = NULL WHERE object = ? AND field = ?",
                arguments: [object, field.name])
        }
    }

    func fields(in database: Database) throws -> [MirrorField] {
        let rows = try database.preparedRows(
            """
            SELECT field, type, is_calculated, is_filled, refreshed_at FROM mirror_field WHERE object = ? ORDER BY field
            """, [object])
        return rows.map { row in
            MirrorField(
                name: row["field"], type: SalesforceFieldType(name: row["type"]), isCalculated: row["is_calculated"],
                isFilled: row["is_filled"],
                refreshedAt: (row["refreshed_at"] as Int64?).map { Instant(milliseconds: $0) })
        }
    }

    func exists(in database: Database) throws -> Bool {
        try database.preparedValue(
            "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?)", [name]) ?? false
    }

    /// A field whose type changed in the org needs to be read anew.
    private func catalogue(_ field: FieldDescription, in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO mirror_field (object, field, column_name, type, is_calculated)
                VALUES (?1, ?2, ?3, ?4, ?5)
                ON CONFLICT (object, field) DO UPDATE SET
                    type = ?4, is_calculated = ?5, is_filled = is_filled AND type = ?4
                WHERE type IS NOT ?4 OR is_calculated IS NOT ?5
                """,
            arguments: [
                object, field.name, MirrorField.columnName(of: field.name), field.type.name, field.isCalculated,
            ])
    }

    private static func isWordCharacter(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
    }
}

extension CellType {
    /// The declared type of a mirror's column.
    fileprivate var columnType: String {
        switch self {
        case .text, .userType: "TEXT"
        case .number: "NUMERIC"
        case .boolean: "BOOLEAN"
        case .instant, .timeOfDay: "INTEGER"
        }
    }
}
