import Domain
import GRDB

/// Folds events into the activity calendars, in one transaction at a time.
///
/// The calendars remember up to which event they are folded, in the same transaction: a crash repeats nothing and
/// loses nothing. Folding only sets bits, so neither order nor repetition matters.
struct CalendarFolding {
    /// Events of a transaction: sixteen bytes each while they are sorted.
    static let eventsPerTransaction = 1 << 21

    private let database: Database
    private let zone: WorkspaceZone

    init(_ database: Database, zone: WorkspaceZone) {
        self.database = database
        self.zone = zone
    }

    /// Folds the next events; returns how many there were, 0 when all are folded.
    func foldNext() throws -> Int {
        let start = try Int64.fetchOne(database, sql: "SELECT folded_to FROM fact_state") ?? 0
        var events = CalendarEvents()
        let end = try read(&events, after: start)
        guard end > start else { return 0 }
        try database.execute(sql: "UPDATE fact_state SET folded_to = ?", arguments: [end])
        guard !events.isEmpty else { return Int(end - start) }
        let pages = try CalendarPages(database)
        let accounts = try events.forEachAccount { account, users in try pages.merge(account: account, users) }
        try AccountChanges.write(accounts, revision: database.nextRevision(), to: database)
        return Int(end - start)
    }

    /// Returns the key of the last event read.
    private func read(_ events: inout CalendarEvents, after start: Int64) throws -> Int64 {
        var end = start
        var cursor = WorkspaceZone.DayCursor(zone)
        let rows = try RawStatement(
            database, "SELECT key, ts, user, account, feature FROM event WHERE key > ? ORDER BY key LIMIT ?")
        rows.bind(1, integer: start)
        rows.bind(2, integer: Int64(Self.eventsPerTransaction))
        while try rows.step() {
            end = rows.integer(0)
            let user = rows.integer(2)
            guard user != 0 else { continue }
            let mark = CalendarMark(
                subject: UInt32(truncatingIfNeeded: rows.integer(4)), day: cursor.day(of: rows.integer(1)))
            events.append(
                account: UInt32(truncatingIfNeeded: rows.integer(3)), user: UInt32(truncatingIfNeeded: user),
                mark: mark)
        }
        return end
    }
}
