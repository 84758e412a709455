import Domain
import GRDB

/// Counts the engagements that each account's users had viewed before a day (D§10), in the order of the accounts.
///
/// Their states are those of now: nobody keeps when they changed.
final class EngagementCount {
    private let rows: RawStatement
    private let started: Set<Int64>
    private let users: CountedUsers
    private let end: Int64
    private var rowAccount: Int64 = .max

    init(_ database: Database, before end: Instant, _ users: CountedUsers) throws {
        started = try Int64.fetchSet(database, sql: "SELECT key FROM engagement WHERE state = 'started'")
        self.users = users
        self.end = end.milliseconds
        rows = try RawStatement(
            database,
            """
            SELECT account, engagement, user, ts FROM engagement_view
            WHERE account >= ? AND account < ? ORDER BY account, engagement
            """)
    }

    func open(_ range: Range<Int64>) {
        rows.reset()
        rows.bind(1, integer: range.lowerBound)
        rows.bind(2, integer: range.upperBound)
        rowAccount = -1
    }

    func count(_ account: Int64, into measures: inout AccountMeasures) throws {
        var counted: Int64 = 0
        while rowAccount <= account {
            let engagement = rowAccount == account ? rows.integer(1) : 0
            if rowAccount == account, engagement != counted, isCounted {
                counted = engagement
                measures.engagementsTotal += 1
                if started.contains(engagement) { measures.engagementsActive += 1 }
            }
            rowAccount = try rows.step() ? rows.integer(0) : .max
        }
    }

    /// A view without a user is nobody's.
    private var isCounted: Bool {
        !rows.isNull(2) && rows.integer(3) < end && users.contains(UInt32(truncatingIfNeeded: rows.integer(2)))
    }
}
