package import Domain
import GRDB

extension HubStore: LinkOverrideStore {
    package func decide(
        _ verdict: LinkVerdict, _ entity: Entity, id: String, salesforceID: String?, by author: String, reason: String?,
        at now: Instant
    ) async throws {
        let target = try salesforceID.map(SalesforceIDKey.full)
        try await write { database in
            let record = try database.key(of: entity, id: id)
            let revision = try database.nextRevision()
            let name = entity.rawValue
            if verdict == .link {
                // A person decides for one; what was decided before no longer holds, and stays to be read.
                try database.execute(
                    sql: """
                        UPDATE link_override SET verdict = 'withdrawn', revision = ?
                        WHERE entity = ? AND record = ? AND (verdict = 'link' OR salesforce_id = '')
                        """,
                    arguments: [revision, name, record])
            }
            if verdict == .withdrawn, target == nil {
                try database.execute(
                    sql: "UPDATE link_override SET verdict = 'withdrawn', revision = ? WHERE entity = ? AND record = ?",
                    arguments: [revision, name, record])
                return
            }
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO link_override
                        (entity, record, salesforce_id, verdict, decided_by, decided_at, reason, revision)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    name, record, target ?? "", verdict.rawValue, author, now.milliseconds, reason, revision,
                ])
        }
    }
}

extension Database {
    /// The number of our record.
    func key(of entity: Entity, id: String) throws -> Int64 {
        let key: Int64? = try preparedValue("SELECT key FROM \(quoted(entity.rawValue)) WHERE id = ?", [id])
        guard let key else { throw PlainError("There is no \(entity.rawValue) \(id).") }
        return key
    }
}
