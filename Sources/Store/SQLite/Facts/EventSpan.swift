import Domain
import GRDB

/// A stretch of event keys with the earliest and the latest time in it.
struct EventSpan {
    private let firstKey: Int64
    private var lastKey: Int64
    private var earliest: Int64 = .max
    private var latest: Int64 = .min

    /// Small stretches are joined up to this many keys.
    private static let joinedKeys = 65_536

    init(firstKey: Int64) {
        self.firstKey = firstKey
        lastKey = firstKey
    }

    @inline(__always) mutating func add(key: Int64, time: Int64) {
        lastKey = key
        earliest = min(earliest, time)
        latest = max(latest, time)
    }

    /// Writes the stretch, as part of the last one where that is short.
    func append(to database: Database) throws {
        try database.execute(
            sql: """
                UPDATE event_span SET last_key = ?1, min_ts = min(min_ts, ?2), max_ts = max(max_ts, ?3)
                WHERE first_key = (SELECT max(first_key) FROM event_span) AND ?1 - first_key < ?4
                """,
            arguments: [lastKey, earliest, latest, Self.joinedKeys])
        guard database.changesCount == 0 else { return }
        try database.execute(
            sql: "INSERT INTO event_span (first_key, last_key, min_ts, max_ts) VALUES (?, ?, ?, ?)",
            arguments: [firstKey, lastKey, earliest, latest])
    }

    /// Deletes folded events from before a time; returns how many.
    static func purge(before limit: Instant, _ database: Database) throws -> Int {
        let time = limit.milliseconds
        let old = try Row.fetchAll(
            database,
            sql: """
                SELECT first_key, last_key FROM event_span
                WHERE min_ts < ? AND last_key <= (SELECT folded_to FROM fact_state)
                """,
            arguments: [time])
        guard !old.isEmpty else { return 0 }
        var count = 0
        for span in old {
            let keys: [Int64] = [span["first_key"], span["last_key"]]
            try database.execute(
                sql: "DELETE FROM event WHERE key BETWEEN ? AND ? AND ts < ?", arguments: [keys[0], keys[1], time])
            count += database.changesCount
        }
        try database.execute(
            sql: """
                DELETE FROM event_span WHERE max_ts < ?1 AND last_key <= (SELECT folded_to FROM fact_state);
                UPDATE event_span SET min_ts = ?1
                WHERE min_ts < ?1 AND last_key <= (SELECT folded_to FROM fact_state);
                UPDATE fact_state SET raw_from = max(coalesce(raw_from, ?1), ?1);
                """,
            arguments: ["1": time])
        return count
    }
}
