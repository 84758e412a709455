package import Domain
import GRDB

extension HubStore: PushLedger {
    package func intents(object: String, job: JobFilter, after id: String?, records: Int) async throws -> [PushIntent] {
        let (condition, job): (String, String?) =
            switch job {
            case .unassigned: ("job IS NULL", nil)
            case .job(let job): ("job = ?2", job)
            }
        return try await read { database in
            let statement = try RawStatement(
                database,
                """
                SELECT \(PushIntent.columns) FROM push_intent
                WHERE object = ?1 AND \(condition) AND id IN (
                    SELECT DISTINCT id FROM push_intent WHERE object = ?1 AND \(condition) AND id > coalesce(?3, '')
                    ORDER BY id LIMIT ?4)
                ORDER BY id, field
                """)
            statement.bind(1, string: object)
            if let job { statement.bind(2, string: job) }
            statement.bind(3, string: id)
            statement.bind(4, integer: Int64(records))
            return try PushIntent.all(statement)
        }
    }

    package func openObjects() async throws -> [String] {
        try await read { try String.fetchAll($0, sql: "SELECT DISTINCT object FROM push_intent ORDER BY object") }
    }

    package func openJobs(object: String) async throws -> [String] {
        try await read {
            try String.fetchAll(
                $0, sql: "SELECT DISTINCT job FROM push_intent WHERE object = ? AND job IS NOT NULL ORDER BY job",
                arguments: [object])
        }
    }

    package func assign(job: String, object: String, ids: [String]) async throws {
        try await write { database in
            let update = try RawStatement(database, "UPDATE push_intent SET job = ?1 WHERE object = ?2 AND id = ?3")
            for id in ids {
                update.bind(1, string: job)
                update.bind(2, string: object)
                update.bind(3, string: id)
                try update.execute()
            }
        }
    }

    package func collisions(_ entity: Entity) async throws -> [PushCollision] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT l.salesforce_id, r.id, EXISTS (SELECT 1 FROM collision_winner w
                        WHERE w.entity = l.entity AND w.salesforce_id = l.salesforce_id AND w.record = l.record) AS wins
                    FROM link l JOIN \(entity.rawValue) r ON r.key = l.record
                    WHERE l.entity = :entity AND l.salesforce_id IN (
                        SELECT salesforce_id FROM link WHERE entity = :entity AND salesforce_id IS NOT NULL
                        GROUP BY salesforce_id HAVING count(*) > 1)
                    ORDER BY l.salesforce_id, r.id
                    """,
                arguments: ["entity": entity.rawValue])
            return rows.chunked { $0["salesforce_id"] as String == $1["salesforce_id"] as String }.map { rows in
                PushCollision(
                    salesforceID: rows[0]["salesforce_id"], records: rows.map { $0["id"] },
                    winner: rows.first { $0["wins"] }?["id"])
            }
        }
    }

    package func chooseWinner(_ entity: Entity, salesforceID: String, record: String?) async throws {
        try await write { database in
            try database.execute(
                sql: "DELETE FROM collision_winner WHERE entity = ? AND salesforce_id = ?",
                arguments: [entity.rawValue, salesforceID])
            if let record {
                try database.execute(
                    sql: "INSERT INTO collision_winner SELECT ?, ?, key FROM \(entity.rawValue) WHERE id = ?",
                    arguments: [entity.rawValue, salesforceID, record])
            }
            try PushBookmark.forget(database)
        }
    }

    package func drift(_ entity: Entity, object: String, limit: Int) async throws -> [PushDrift] {
        try await read { database in
            guard
                let mirror = try Row.fetchOne(
                    database, sql: "SELECT object, table_name FROM mirror WHERE object = ? COLLATE NOCASE",
                    arguments: [object])
            else { return [] }
            // As Salesforce spells it, which is how pushed values are kept.
            let (object, table): (String, String) = (mirror["object"], mirror["table_name"])
            let fields = try String.fetchAll(
                database, sql: "SELECT DISTINCT field FROM pushed WHERE object = ? AND entity = ?",
                arguments: [object, entity.rawValue])
            var found: [PushDrift] = []
            for field in fields where found.count < limit {
                let column = quoted(field.lowercased())
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT p.id, \(journalText(of: "p.value", type: "p.type")) AS ours,
                            \(journalText(of: "m." + column, type: "p.type")) AS theirs
                        FROM pushed p JOIN \(quoted(table)) m ON m.id = p.id AND m.is_deleted = 0
                        WHERE p.object = ? AND p.field = ? AND p.value IS NOT m.\(column) ORDER BY p.id LIMIT ?
                        """,
                    arguments: [object, field, limit - found.count])
                found += rows.map {
                    PushDrift(id: $0["id"], field: field, ours: $0["ours"] ?? "", theirs: $0["theirs"] ?? "")
                }
            }
            return found
        }
    }

    package func holds() async throws -> [PushHold] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM push_hold ORDER BY object, id, field").map {
                PushHold(object: $0["object"], id: $0["id"], field: $0["field"], since: RunNumber($0["since_run"]))
            }
        }
    }

    package func liftHolds(object: String?, id: String?) async throws -> Int {
        let id = try id.map(SalesforceIDKey.full)
        return try await write { database in
            try database.execute(
                sql: """
                    DELETE FROM push_hold WHERE (?1 IS NULL OR object = ?1 COLLATE NOCASE) AND (?2 IS NULL OR id = ?2)
                    """,
                arguments: [object, id])
            let lifted = database.changesCount
            if lifted > 0 { try PushBookmark.forget(database) }
            return lifted
        }
    }
}

extension Array {
    /// Splits into runs of neighbours that belong together.
    fileprivate func chunked(by belongTogether: (Element, Element) -> Bool) -> [[Element]] {
        var chunks: [[Element]] = []
        for element in self {
            if let last = chunks.last?.last, belongTogether(last, element) {
                chunks[chunks.count - 1].append(element)
            } else {
                chunks.append([element])
            }
        }
        return chunks
    }
}
