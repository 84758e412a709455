package import Domain
import GRDB

extension HubStore: Explorer {
    package func explore(_ query: ExplorerQuery) async throws -> ExplorerPage {
        try await read { database in
            var sql = ExplorerSQL(query, attributes: try database.attributes(of: query.entity))
            let text = sql.select()
            let rows = try Row.fetchAll(database, sql: text, arguments: sql.arguments)
            var page = ExplorerPage()
            page.columns = sql.columns.map(\.name)
            page.rows = rows.prefix(query.limit).map { ExplorerRow($0, sql.columns) }
            page.total = try database.boundedCount(of: query.entity)
            if rows.count > query.limit {
                page.next = ExplorerQuery.Position(rows[query.limit - 1])
            } else if !query.filters.isEmpty {
                let end = sql.end()
                if let last = try Row.fetchOne(database, sql: end, arguments: sql.arguments) {
                    page.next = ExplorerQuery.Position(last)
                    page.lookedAt = ExplorerSQL.walk
                }
            }
            return page
        }
    }

    package func profile(of entity: Entity, id: String) async throws -> RecordProfile? {
        try await read { database in
            guard
                let row = try Row.fetchOne(
                    database, sql: "SELECT * FROM \(quoted(entity.rawValue)) WHERE id = ?", arguments: [id])
            else { return nil }
            let kind: RecordKind = entity == .account ? .accounts : .users
            let standard = kind.columns.map {
                RecordProfile.Attribute(
                    name: $0.name, value: Value(stored: row[$0.name], type: $0.type), isCustom: false)
            }
            let custom = try database.attributes(of: entity).map {
                RecordProfile.Attribute(
                    name: $0.apiName, value: Value(stored: row[$0.columnName], type: CellType($0.type)), isCustom: true)
            }
            let held = try String.fetchSet(
                database, sql: "SELECT attribute FROM mapping_hold WHERE entity = ? AND record = ?",
                arguments: [entity.rawValue, row["key"] as Int64])
            return RecordProfile(entity: entity, id: id, attributes: standard + custom, held: held)
        }
    }

    package func mirrored(object: String, id: String) async throws -> [(field: MirrorField, value: Value)] {
        try await read { database in
            let table = MirrorTable(object: object)
            guard try table.exists(in: database) else { return [] }
            let row = try Row.fetchOne(
                database, sql: "SELECT * FROM \(quoted(table.name)) WHERE id = ?", arguments: [id])
            guard let row else { return [] }
            return try table.fields(in: database).map { field in
                let stored: DatabaseValue = row[MirrorField.columnName(of: field.name)] ?? .null
                return (field, Value(stored: stored, type: CellType(field.type)))
            }
        }
    }
}

extension Database {
    /// How many records there are, counted up to a bound.
    fileprivate func boundedCount(of entity: Entity) throws -> Int {
        try Int.fetchOne(
            self,
            sql: "SELECT count(*) FROM (SELECT 1 FROM \(quoted(entity.rawValue)) LIMIT \(ExplorerPage.countLimit))")
            ?? 0
    }
}

extension ExplorerRow {
    fileprivate init(_ row: Row, _ columns: [ExplorerSQL.Column]) {
        // The first columns are the row's own.
        let values = columns.enumerated().map { Value(stored: row[5 + $0], type: $1.type) }
        let decision: String? = row["row_decision"]
        self.init(
            id: row["row_id"], values: values, verdict: decision.flatMap { MatchVerdict(name: $0) },
            salesforceID: row["row_salesforce_id"], rule: row["row_rule"])
    }
}

extension ExplorerQuery.Position {
    fileprivate init(_ row: Row) {
        self.init(value: row["row_sort"], id: row["row_id"])
    }
}
