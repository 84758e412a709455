import Domain
import Testing

@Suite struct KPIWindowTests {
    @Test(arguments: [
        // D§28: as of Friday, 2024-03-15.
        (KPIWindow.last7Days, "2024-03-15", "2024-03-08", "2024-03-15", "2024-03-01", "2024-03-08"),
        (.last30Days, "2024-03-15", "2024-02-14", "2024-03-15", "2024-01-15", "2024-02-14"),
        (.last90Days, "2024-03-15", "2023-12-16", "2024-03-15", "2023-09-17", "2023-12-16"),
        (.lastWeek, "2024-03-15", "2024-03-04", "2024-03-11", "2024-02-26", "2024-03-04"),
        (.lastMonth, "2024-03-15", "2024-02-01", "2024-03-01", "2024-01-01", "2024-02-01"),
        (.lastQuarter, "2024-03-15", "2023-10-01", "2024-01-01", "2023-07-01", "2023-10-01"),
        // A Monday, the first of a month and of a quarter.
        (.lastWeek, "2024-07-01", "2024-06-24", "2024-07-01", "2024-06-17", "2024-06-24"),
        (.lastMonth, "2024-07-01", "2024-06-01", "2024-07-01", "2024-05-01", "2024-06-01"),
        (.lastQuarter, "2024-07-01", "2024-04-01", "2024-07-01", "2024-01-01", "2024-04-01"),
        (.lastWeek, "2024-06-30", "2024-06-17", "2024-06-24", "2024-06-10", "2024-06-17"),
        (.lastMonth, "2024-01-31", "2023-12-01", "2024-01-01", "2023-11-01", "2023-12-01"),
        (.lastWeek, "1969-12-31", "1969-12-22", "1969-12-29", "1969-12-15", "1969-12-22"),
    ])
    func `a window ends before the day, and the one before it ends where it begins`(
        window: KPIWindow, asOf: String, start: String, end: String, previousStart: String, previousEnd: String
    ) throws {
        let day = try #require(Day(asOf))
        let days = window.days(asOf: day)
        let previous = window.previousDays(asOf: day)
        #expect([days.lowerBound.text, days.upperBound.text] == [start, end])
        #expect([previous.lowerBound.text, previous.upperBound.text] == [previousStart, previousEnd])
    }

    @Test(arguments: ["2024-03-15", "2026-05-13", "2023-12-31", "2024-10-01"])
    func `the table of windows says of each day what the windows say`(asOf: String) throws {
        let asOf = try #require(Day(asOf))
        let table = WindowTable(asOf: asOf)
        let spans = WindowSet.spans(asOf: asOf)
        for back in -3...400 {
            let day = asOf.advanced(by: -back)
            let expected = spans.indices.filter { spans[$0].contains(day) }.reduce(UInt16(0)) { $0 | 1 << $1 }
            #expect(table[day].rawValue == expected, "\(day.text)")
        }
    }
}
