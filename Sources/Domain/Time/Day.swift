/// A calendar day, counted from 1970-01-01.
package struct Day: Sendable, Hashable, Comparable, Codable {
    package var number: Int32

    package init(number: Int32) {
        self.number = number
    }

    /// Nothing for a date that does not exist.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), (1...Self.length(ofMonth: month, year: year)).contains(day) else { return nil }
        // Days since 0000-03-01 in the proleptic Gregorian calendar: a year that starts in March ends with its leap day.
        let marchYear = month > 2 ? year : year - 1
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// How many bytes its text has.
    static let textLength = 10

    /// Reads `2026-05-13`.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == Self.textLength, let instant = Instant(iso8601: text) else { return nil }
        self = instant.dayInUTC
    }

    package static func < (left: Day, right: Day) -> Bool {
        left.number < right.number
    }

    package var components: (year: Int, month: Int, day: Int) {
        let shifted = Int(number) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    /// `2026-05-13`.
    package var text: String {
        String(startInUTC.iso8601.prefix(10))
    }

    /// Its midnight in UTC.
    package var startInUTC: Instant {
        Instant(milliseconds: Int64(number) * Self.milliseconds)
    }

    /// How long a day without a change of the clock is.
    fileprivate static let milliseconds: Int64 = 86_400_000

    package func advanced(by days: Int) -> Day {
        Day(number: number + Int32(days))
    }

    static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Instant {
    package var dayInUTC: Day {
        let (quotient, remainder) = milliseconds.quotientAndRemainder(dividingBy: Day.milliseconds)
        return Day(number: Int32(remainder < 0 ? quotient - 1 : quotient))
    }
}
