package import Domain
import GRDB

extension HubStore {
    package func write(
        _ links: DecidedLinks, of plan: MatchPlan, in run: RunNumber, at now: Instant
    ) async throws -> MatchCounts {
        guard links.count > 0 else { return MatchCounts() }
        return try await write { database in
            var writer = try LinkWriter(database, plan: plan, run: run, now: now)
            try writer.write(links)
            return writer.counts
        }
    }

    package func removeOrphanedLinks(of entity: Entity) async throws -> Int {
        try await write { database in
            try database.execute(
                sql: "DELETE FROM link WHERE entity = ? AND record NOT IN (SELECT key FROM \(entity.rawValue))",
                arguments: [entity.rawValue])
            let removed = database.changesCount
            try database.execute(
                sql:
                    "DELETE FROM link_override WHERE entity = ? AND record NOT IN (SELECT key FROM \(entity.rawValue))",
                arguments: [entity.rawValue])
            return removed
        }
    }
}
