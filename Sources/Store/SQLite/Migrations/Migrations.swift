import Domain
import GRDB

/// The numbered steps from an empty file to today's schema; a released step is never changed.
enum Migrations {
    static let steps: [Migration] = [
        .hub, .matching, .facts, .push, .community, .web, .explorer, .matchDigests, .identityChanges, .memberLists,
        .communityRecovery, .domainRefusals, .erasedMembers, .spellings,
    ]

    static func apply(to pool: DatabasePool) throws {
        let known = steps.count
        let found = try pool.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
        guard found <= known else {
            throw PlainError(
                "This workspace was written by a newer Crosswalk (schema \(found); this program knows \(known)). "
                    + "Install the newer version, or restore a backup made with this one.")
        }
        guard found < known else { return }
        try pool.write { database in
            // Another process may have been quicker.
            let present = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            for (number, step) in steps.enumerated().dropFirst(present) {
                try database.execute(sql: step.sql)
                try database.execute(sql: "PRAGMA user_version = \(number + 1)")
            }
        }
    }
}

/// One step of the schema, as SQL text that names no Swift type.
struct Migration: Sendable {
    let sql: String
}
