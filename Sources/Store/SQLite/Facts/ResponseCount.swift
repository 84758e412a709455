import Domain
import GRDB

/// Counts the NPS responses of each account in all windows (D§11), in the order of the accounts.
final class ResponseCount {
    private let rows: RawStatement
    private let windows: WindowTable
    private let users: CountedUsers
    private var days: WorkspaceZone.DayCursor
    /// The account of the row that was read last; the highest number at the end.
    private var rowAccount: Int64 = .max

    init(_ database: Database, _ windows: WindowTable, _ zone: WorkspaceZone, _ users: CountedUsers) throws {
        self.windows = windows
        self.users = users
        days = WorkspaceZone.DayCursor(zone)
        rows = try RawStatement(
            database,
            """
            SELECT account, ts, score, user FROM nps
            WHERE account >= ? AND account < ? AND score IS NOT NULL ORDER BY account
            """)
    }

    func open(_ range: Range<Int64>) {
        rows.reset()
        rows.bind(1, integer: range.lowerBound)
        rows.bind(2, integer: range.upperBound)
        rowAccount = -1
    }

    func count(_ account: Int64, into measures: inout AccountMeasures) throws {
        while rowAccount <= account {
            if rowAccount == account { count(into: &measures) }
            rowAccount = try rows.step() ? rows.integer(0) : .max
        }
    }

    /// Responses of leads and visitors do not count, those without a user do.
    private func count(into measures: inout AccountMeasures) {
        guard users.contains(UInt32(truncatingIfNeeded: rows.integer(3))) else { return }
        let set = windows[days.day(of: rows.integer(1))].rawValue
        guard set != 0 else { return }
        let score = Int(rows.integer(2))
        for lane in 0..<WindowSet.count where set & 1 << UInt16(lane) != 0 {
            measures.responses[lane] += 1
            if NPSTally.isPromoter(score) { measures.promoters[lane] += 1 }
            if NPSTally.isDetractor(score) { measures.detractors[lane] += 1 }
        }
    }
}
