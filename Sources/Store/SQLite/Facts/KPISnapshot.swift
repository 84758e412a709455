import Domain
import GRDB

/// What is known of the KPIs of one day: when and in which zone they were measured, and up to which change.
struct KPISnapshot: Sendable {
    let asOf: Day
    let zone: String
    let measuredAt: Instant
    let revision: Int64
    /// Accounts with higher keys have come since.
    let lastAccount: Int64
    /// A measuring that was cut short leaves rows to be looked at again.
    let isComplete: Bool

    /// The day whose KPIs are shown and pushed: the one that a run measured last, else the last that was measured.
    static let shownDay = """
        (SELECT as_of FROM kpi_snapshot WHERE is_complete
            ORDER BY as_of IS (SELECT value FROM bookmark WHERE name = '\(measuredDayBookmark)') DESC,
                measured_at DESC, as_of DESC
            LIMIT 1)
        """

    static func find(_ day: Day, _ database: Database) throws -> KPISnapshot? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT zone, measured_at, revision, last_account, is_complete FROM kpi_snapshot WHERE as_of = ?
                """,
            arguments: [day.text])
        return row.map {
            KPISnapshot(
                asOf: day, zone: $0["zone"], measuredAt: Instant(milliseconds: $0["measured_at"]),
                revision: $0["revision"], lastAccount: $0["last_account"], isComplete: $0["is_complete"])
        }
    }

    func write(to database: Database) throws {
        try database.execute(
            sql: """
                INSERT OR REPLACE INTO kpi_snapshot (as_of, zone, measured_at, revision, last_account, is_complete)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            arguments: [asOf.text, zone, measuredAt.milliseconds, revision, lastAccount, isComplete])
    }
}
