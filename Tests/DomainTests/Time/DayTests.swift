import Domain
import Testing

@Suite struct DayTests {
    @Test(
        arguments: [("1970-01-01", 0), ("1969-12-31", -1), ("2000-02-29", 11016), ("2026-05-13", 20586)]
            as [(String, Int32)])
    func `days are counted from 1970`(text: String, number: Int32) {
        #expect(Day(text)?.number == number)
        #expect(Day(number: number).text == text)
    }

    @Test(arguments: ["2026-02-29", "2026-5-1", "20260501", "2026-05-32", ""])
    func `a day that does not exist is refused`(text: String) {
        #expect(Day(text) == nil)
    }

    @Test func `numbers and calendar dates agree over four centuries`() {
        var day = Day(number: -80_000)
        while day.number < 66_097 {
            let (year, month, dayOfMonth) = day.components
            #expect(Day(year: year, month: month, day: dayOfMonth) == day)
            day = day.advanced(by: 13)
        }
    }
}
