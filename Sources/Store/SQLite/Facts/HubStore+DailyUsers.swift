package import Domain
import GRDB

extension HubStore {
    package func dailyUsers(
        ofAccount account: String, in days: Range<Day>, zone: WorkspaceZone
    ) async throws -> DailyUsers {
        try await fold(zone: zone)
        return try await read { database in
            var daily = DailyUsers(days)
            let known: Int64? = try database.preparedValue("SELECT key FROM fact_account WHERE id = ?", [account])
            guard let known else { return daily }
            let pages = try RawStatement(
                database, "SELECT users FROM activity_calendar WHERE key >= ? AND key < ? ORDER BY key")
            pages.bind(1, integer: known << 32)
            pages.bind(2, integer: (known + 1) << 32)
            let types = try RawStatement(database, "SELECT 1 FROM user WHERE key = ? AND type = 'user'")
            var marks: [CalendarMark] = []
            while try pages.step() {
                var reader = CalendarPage.Reader(pages.bytes(0))
                while reader.nextUser() {
                    reader.marks(into: &marks)
                    let active = marks.lazy.filter { $0.subject == CalendarMark.anyActivity }.flatMap(\.markedDays)
                        .filter(days.contains)
                    guard active.contains(where: { _ in true }) else { continue }
                    types.bind(1, integer: Int64(reader.user))
                    defer { types.reset() }
                    // Leads, visitors and whoever is gone are not counted.
                    guard try types.step() else { continue }
                    for day in active { daily.count(day) }
                }
            }
            return daily
        }
    }
}
