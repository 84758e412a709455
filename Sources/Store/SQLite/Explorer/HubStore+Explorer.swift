package import Domain
import GRDB

extension HubStore: Explorer {
    package func explore(_ query: ExplorerQuery) async throws -> ExplorerPage {
        try await read { database in
            var sql = ExplorerSQL(query, attributes: try database.attributes(of: query.entity))
            if let surplus = sql.surplus() {
                sql.searchesByWalk = try database.preparedValue(surplus, sql.arguments) ?? false
            }
            let text = sql.select()
            let rows = try database.preparedRows(text, sql.arguments)
            var page = ExplorerPage()
            page.columns = sql.columns.map(\.name)
            page.rows = rows.prefix(query.limit).map { ExplorerRow($0, sql.columns) }
            if rows.count > query.limit {
                page.next = ExplorerQuery.Position(rows[query.limit - 1])
            } else if sql.isFiltered {
                let end = sql.end()
                if let last = try database.preparedRow(end, sql.arguments) {
                    page.next = ExplorerQuery.Position(last)
                    page.lookedAt = ExplorerSQL.walk
                }
            }
            return page
        }
    }

    package func recordsRevision() async throws -> Int64 {
        try await read { try $0.lastRevision() }
    }

    package func recordCount(of entity: Entity, upTo limit: Int) async throws -> Int {
        try await read { database in
            try database.preparedValue(
                "SELECT count(*) FROM (SELECT 1 FROM \(quoted(entity.rawValue)) LIMIT ?)", [limit]) ?? 0
        }
    }

    package func users(ofAccount id: String, limit: Int) async throws -> [AccountUser] {
        try await read { database in
            try database.preparedRows(
                """
                SELECT u.id, u.email, u.last_seen_at, l.decision FROM user u
                LEFT JOIN link l ON l.entity = 'user' AND l.record = u.key
                WHERE u.account_id = ? ORDER BY u.last_seen_at DESC LIMIT ?
                """, [id, limit]
            ).map { row in
                AccountUser(
                    id: row[0], email: row[1], lastSeen: (row[2] as Int64?).map { Instant(milliseconds: $0) },
                    verdict: (row[3] as String?).flatMap { MatchVerdict(name: $0) })
            }
        }
    }

    package func profile(of entity: Entity, id: String) async throws -> RecordProfile? {
        try await read { database in
            let kind: RecordKind = entity == .account ? .accounts : .users
            let columns =
                kind.columns.map { (name: $0.name, stored: $0.name, type: $0.type, isCustom: false) }
                + (try database.attributes(of: entity).map {
                    (name: $0.apiName, stored: $0.columnName, type: CellType($0.type), isCustom: true)
                })
            let listed = columns.map { quoted($0.stored) }.joined(separator: ", ")
            let row = try database.preparedRow(
                "SELECT key, \(listed) FROM \(quoted(entity.rawValue)) WHERE id = ?", [id])
            guard let row else { return nil }
            let held = try database.preparedRows(
                "SELECT attribute FROM mapping_hold WHERE entity = ? AND record = ?",
                [entity.rawValue, row[0] as Int64])
            return RecordProfile(
                entity: entity, id: id,
                attributes: columns.enumerated().map { place, column in
                    RecordProfile.Attribute(
                        name: column.name, value: Value(stored: row[place + 1], type: column.type),
                        isCustom: column.isCustom)
                }, held: Set(held.map { $0[0] }))
        }
    }

    package func mirrored(object: String, id: String) async throws -> [(field: MirrorField, value: Value)] {
        try await read { database in
            let table = MirrorTable(object: object)
            guard try table.exists(in: database) else { return [] }
            let fields = try table.fields(in: database)
            guard !fields.isEmpty else { return [] }
            let columns = fields.map { quoted(MirrorField.columnName(of: $0.name)) }.joined(separator: ", ")
            let row = try database.preparedRow("SELECT \(columns) FROM \(quoted(table.name)) WHERE id = ?", [id])
            guard let row else { return [] }
            return fields.enumerated().map { place, field in
                (field, Value(stored: row[place], type: CellType(field.type)))
            }
        }
    }
}

extension ExplorerRow {
    fileprivate init(_ row: Row, _ columns: [ExplorerSQL.Column]) {
        // The first columns are the row's own.
        let values = columns.enumerated().map { Value(stored: row[5 + $0], type: $1.type) }
        let decision: String? = row[2]
        self.init(
            id: row[0], values: values, verdict: decision.flatMap { MatchVerdict(name: $0) }, salesforceID: row[3],
            rule: row[4])
    }
}

extension ExplorerQuery.Position {
    fileprivate init(_ row: Row) {
        self.init(value: row[1], id: row[0])
    }
}
