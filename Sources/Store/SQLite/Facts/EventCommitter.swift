import Domain
import GRDB
import Synchronization

/// Writes parsed events: each batch is one transaction with its ids, its users and its rows.
///
/// The rows of `event` are at the same time the log from which the calendars are folded, so an event is safe as soon
/// as its batch is; `key` rises with every row.
final class EventCommitter: Sendable {
    private let keys = Mutex(EventKeys())

    func commit(_ batch: EventBatch, to database: Database) throws -> FactCounts {
        try keys.withLock { keys in
            keys.learn(batch.newTexts)
            try keys.refresh(database)
            return try EventCommit(database).write(batch, keys: &keys)
        }
    }
}

/// One transaction's work.
private final class EventCommit {
    private let database: Database
    private let directory: FactDirectory
    private let insert: RawStatement
    private var accountsOfUsers: [Int64: Int64] = [:]
    private var counts = FactCounts()
    private var nextKey: Int64

    init(_ database: Database) throws {
        self.database = database
        directory = try FactDirectory(database)
        insert = try RawStatement(
            database, "INSERT INTO event (key, ts, user, account, type, feature) VALUES (?, ?, ?, ?, ?, ?)")
        // Keys only rise, even where the last rows have been purged: what is behind the bookmark is never folded.
        nextKey =
            try Int64.fetchOne(
                database,
                sql: "SELECT max(folded_to, (SELECT coalesce(max(key), 0) FROM event)) + 1 FROM fact_state") ?? 1
    }

    func write(_ batch: EventBatch, keys: inout EventKeys) throws -> FactCounts {
        counts.read = batch.count + batch.rejected.count
        counts.rejected = batch.rejected.count
        let isNew = try EventIDIndex(database).insert(batch.hashes)
        var span = EventSpan(firstKey: nextKey)
        for row in 0..<batch.count {
            guard isNew[row] else {
                counts.duplicate += 1
                continue
            }
            counts.new += 1
            span.add(key: nextKey, time: batch.times[row])
            try write(row, of: batch, keys: &keys)
        }
        counts.newUsers = directory.newUsers
        if counts.new > 0 { try span.append(to: database) }
        return counts
    }

    @inline(__always)
    private func write(_ row: Int, of batch: EventBatch, keys: inout EventKeys) throws {
        let user = try keys.users.key(of: batch.users[row], directory.user)
        insert.bind(1, integer: nextKey)
        insert.bind(2, integer: batch.times[row])
        insert.bind(3, integer: user)
        insert.bind(4, integer: try account(row, of: batch, user: user, keys: &keys))
        insert.bind(5, integer: try keys.types.key(of: batch.types[row], directory.type))
        insert.bind(6, integer: try keys.features.key(of: batch.features[row], directory.feature))
        nextKey += 1
        try insert.execute()
    }

    /// The account that the event names, else the one that its user has now; nothing while there is none.
    @inline(__always)
    private func account(
        _ row: Int, of batch: EventBatch, user: Int64?, keys: inout EventKeys
    ) throws -> Int64? {
        if let named = try keys.accounts.key(of: batch.accounts[row], directory.account) { return named }
        guard let user else { return nil }
        if let known = accountsOfUsers[user] {
            if known == 0 { counts.waiting += 1 }
            return known == 0 ? nil : known
        }
        let found = try directory.accountOrWait(ofUser: user)
        accountsOfUsers[user] = found ?? 0
        if found == nil { counts.waiting += 1 }
        return found
    }
}
