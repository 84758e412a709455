/// The span of days that a KPI looks at; the day as of which it is measured is never part of it (D§10).
package enum KPIWindow: String, Sendable, Hashable, CaseIterable {
    case last7Days = "7d"
    case last30Days = "30d"
    case last90Days = "90d"
    /// The last complete ISO week, Monday to Sunday.
    case lastWeek = "last_week"
    case lastMonth = "last_month"
    case lastQuarter = "last_quarter"

    /// The windows that move with the day; the others move with the calendar.
    package static let rolling: [KPIWindow] = [.last7Days, .last30Days, .last90Days]

    package func days(asOf day: Day) -> Range<Day> {
        switch self {
        case .last7Days: day.advanced(by: -7)..<day
        case .last30Days: day.advanced(by: -30)..<day
        case .last90Days: day.advanced(by: -90)..<day
        case .lastWeek: day.startOfWeek.advanced(by: -7)..<day.startOfWeek
        case .lastMonth: day.startOfMonth(back: 1)..<day.startOfMonth(back: 0)
        case .lastQuarter: day.startOfQuarter(back: 1)..<day.startOfQuarter(back: 0)
        }
    }

    /// The window of the same kind just before.
    package func previousDays(asOf day: Day) -> Range<Day> {
        switch self {
        case .last7Days: day.advanced(by: -14)..<day.advanced(by: -7)
        case .last30Days: day.advanced(by: -60)..<day.advanced(by: -30)
        case .last90Days: day.advanced(by: -180)..<day.advanced(by: -90)
        case .lastWeek: day.startOfWeek.advanced(by: -14)..<day.startOfWeek.advanced(by: -7)
        case .lastMonth: day.startOfMonth(back: 2)..<day.startOfMonth(back: 1)
        case .lastQuarter: day.startOfQuarter(back: 2)..<day.startOfQuarter(back: 1)
        }
    }

    /// As a person would say it.
    package var words: String {
        switch self {
        case .last7Days: "the last 7 days"
        case .last30Days: "the last 30 days"
        case .last90Days: "the last 90 days"
        case .lastWeek: "the last complete week, Monday to Sunday"
        case .lastMonth: "the last complete calendar month"
        case .lastQuarter: "the last complete calendar quarter"
        }
    }
}

extension Day {
    /// The Monday of the day's ISO week; day 0 was a Thursday.
    fileprivate var startOfWeek: Day {
        let daysSinceMonday = ((Int(number) + 3) % 7 + 7) % 7
        return advanced(by: -daysSinceMonday)
    }

    fileprivate func startOfMonth(back months: Int) -> Day {
        let (year, month, day) = components
        let first = advanced(by: 1 - day)
        guard months > 0 else { return first }
        let target = year * 12 + month - 1 - months
        return Day(year: target / 12, month: target % 12 + 1, day: 1) ?? first
    }

    fileprivate func startOfQuarter(back quarters: Int) -> Day {
        startOfMonth(back: (components.month - 1) % 3 + 3 * quarters)
    }
}
