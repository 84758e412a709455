import Domain
import GRDB

/// Up to which change number a push has looked at our records, and under which plan.
enum PushBookmark {
    /// The change number of the last complete push of the same plan; nothing if everything must be looked at.
    static func revision(_ database: Database, plan: PushPlan) throws -> Int64? {
        guard let saved = try value(database, name: name(plan)) else { return nil }
        let parts = saved.split(separator: "|", maxSplits: 1)
        guard parts.count == 2, parts[1] == plan.fingerprint else { return nil }
        return Int64(parts[0])
    }

    /// Notes where the planning that has just begun stands; it counts only once the push is complete.
    static func plan(_ database: Database, plan: PushPlan) throws {
        try write(
            database, name: name(plan) + ":planned", value: "\(try database.lastRevision())|\(plan.fingerprint)",
            run: nil)
    }

    static func planned(_ database: Database, plan: PushPlan) throws -> String? {
        try value(database, name: name(plan) + ":planned")
    }

    static func save(_ value: String, _ database: Database, plan: PushPlan, run: RunNumber) throws {
        try write(database, name: name(plan), value: value, run: run)
    }

    /// Makes the next push look at every record.
    static func forget(_ database: Database) throws {
        try database.execute(sql: "DELETE FROM bookmark WHERE name LIKE 'push:%'")
    }

    private static func name(_ plan: PushPlan) -> String { "push:\(plan.entity.rawValue):\(plan.object)" }

    private static func value(_ database: Database, name: String) throws -> String? {
        try String.fetchOne(database, sql: "SELECT value FROM bookmark WHERE name = ?", arguments: [name])
    }

    private static func write(_ database: Database, name: String, value: String, run: RunNumber?) throws {
        try database.execute(
            sql:
                "INSERT OR REPLACE INTO bookmark (name, value, moved_in, moved_at) VALUES (?, ?, ?, unixepoch() * 1000)",
            arguments: [name, value, run?.value])
    }
}
