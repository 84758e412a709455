package import Domain
import GRDB

extension HubStore: RecordNames {
    package func name(ofAccount id: String) async throws -> String? {
        try await read { try String.fetchOne($0, sql: "SELECT name FROM account WHERE id = ?", arguments: [id]) }
    }

    package func names(of entity: Entity, ids: [String]) async throws -> [String: String] {
        let name =
            entity == .account
            ? "name"
            : "coalesce(nullif(trim(coalesce(first_name, '') || ' ' || coalesce(last_name, '')), ''), email)"
        return try await read { database in
            let rows = try database.preparedRows(
                "SELECT id, \(name) FROM \(quoted(entity.rawValue)) WHERE id IN (SELECT value FROM json_each(?))",
                [listed(ids)])
            return rows.reduce(into: [:]) { names, row in names[row[0]] = row[1] as String? }
        }
    }

    package func names(ofMirrored object: String, ids: [String]) async throws -> [String: String] {
        try await read { database in
            let table = MirrorTable(object: object)
            guard try table.exists(in: database) else { return [:] }
            let texts = try table.fields(in: database).filter { field in
                let name = field.name.lowercased()
                return field.type.attributeType == .string && name != "id" && !name.hasPrefix("px_")
            }.sorted { Self.place(of: $0) < Self.place(of: $1) }
            guard !texts.isEmpty else { return [:] }
            let columns = texts.map { quoted(MirrorField.columnName(of: $0.name)) }.joined(separator: ", ")
            let rows = try database.preparedRows(
                "SELECT id, \(columns) FROM \(quoted(table.name)) WHERE id IN (SELECT value FROM json_each(?))",
                [listed(ids)])
            return rows.reduce(into: [:]) { names, row in
                let values = texts.indices.compactMap { row[$0 + 1] as String? }.filter { !$0.isEmpty }
                if !values.isEmpty { names[row[0]] = values.prefix(4).joined(separator: " · ") }
            }
        }
    }

    /// What names a record comes before what describes it.
    private static func place(of field: MirrorField) -> (Int, String) {
        let known = ["name", "email", "website", "phone", "title"]
        let name = field.name.lowercased()
        return (known.firstIndex(of: name) ?? known.count, name)
    }
}
