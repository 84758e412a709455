package import Domain
import GRDB

extension HubStore {
    /// Outcomes in one transaction: other writers get their turn in between.
    private static let batchSize = 50_000
    private static let dropped = "journal:dropped"

    package func dropOutcomes(ofRunsBefore limit: Instant) async throws {
        let last = try await read { database in
            try Int64.fetchOne(
                database, sql: "SELECT max(number) FROM run WHERE started_at < ?", arguments: [limit.milliseconds])
        }
        guard let last, last > (try await lastRunWithoutOutcomes()?.value ?? 0) else { return }
        try await setBookmark(Self.dropped, to: String(last), in: nil, at: limit)
        var hasMore = true
        while hasMore {
            hasMore = try await write { database in
                try database.execute(
                    sql: "DELETE FROM outcome WHERE number IN (SELECT number FROM outcome WHERE run <= ? LIMIT ?)",
                    arguments: [last, Self.batchSize])
                return database.changesCount == Self.batchSize
            }
        }
    }

    package func lastRunWithoutOutcomes() async throws -> RunNumber? {
        try await bookmark(Self.dropped).flatMap { Int64($0) }.map { RunNumber($0) }
    }
}
