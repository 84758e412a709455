import Domain
import GRDB

/// Makes the calendars anew where the workspace's zone has changed, as far back as raw events reach.
///
/// Days from before the oldest raw event keep their marks, which were set in the zone of their time.
struct ZoneChange {
    private let database: Database

    init(_ database: Database) {
        self.database = database
    }

    /// Takes off the marks that raw events will set again; folding goes on from the first of them.
    func apply(_ zone: WorkspaceZone) throws {
        let state = try Row.fetchOne(database, sql: "SELECT zone, raw_from FROM fact_state")
        guard let state, let name = state["zone"] as String?, name != zone.name else { return }
        if let from = state["raw_from"] as Int64?, let old = WorkspaceZone(named: name) {
            try database.execute(sql: "DELETE FROM event WHERE ts < ?", arguments: [from])
            try reduce(before: old.day(of: Instant(milliseconds: from)))
        } else {
            try database.execute(sql: "DELETE FROM activity_calendar")
        }
        try database.execute(sql: "UPDATE fact_state SET folded_to = 0, zone = ?", arguments: [zone.name])
        _ = try database.nextRevision()
        try AccountChanges.markAll(database)
    }

    private func reduce(before day: Day) throws {
        let accounts = try UInt32.fetchAll(database, sql: "SELECT DISTINCT key >> 32 FROM activity_calendar")
        let pages = try CalendarPages(database)
        let octet = CalendarMark.octet(of: day)
        let daysBefore = UInt8(
            truncatingIfNeeded: (1 << Int(day.number - CalendarMark.firstDay(ofOctet: octet).number)) - 1)
        for account in accounts {
            try pages.reduce(account: account) { user in
                user.marks.compactMap { mark in
                    guard mark.octet >= octet else { return mark }
                    let kept = mark.octet == octet ? mark.days & daysBefore : 0
                    return kept == 0 ? nil : CalendarMark(place: mark.place, days: kept)
                }
            }
        }
    }
}
