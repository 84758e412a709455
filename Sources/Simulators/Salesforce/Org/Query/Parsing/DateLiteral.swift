/// The named spans of days that a query may compare with; weeks begin on Sunday, as in Salesforce's default locale.
struct DateLiteral {
    private enum Unit { case day, week, month, quarter, year }

    private let unit: Unit
    /// Whole units from the present one to the first of the span, and to the one after it.
    private let offsets: Range<Int>
    /// A last or next number of days counts from today itself.
    private let spansDays: Range<Int>?

    init?(name: String, count: Int?) {
        var words = name.split(separator: "_").map(String.init)
        switch name {
        case "TODAY": self.init(.day, 0..<1)
        case "YESTERDAY": self.init(.day, -1..<0)
        case "TOMORROW": self.init(.day, 1..<2)
        case "LAST_90_DAYS": self.init(.day, 0..<1, days: -90..<1)
        case "NEXT_90_DAYS": self.init(.day, 0..<1, days: 1..<91)
        default:
            let isAgo = words.last == "AGO"
            if isAgo { words.removeLast() }
            words.removeAll { $0 == "FISCAL" }
            guard let direction = words.first, let unit = Self.unit(words.last ?? "") else { return nil }
            switch (direction, words.count, count) {
            case ("THIS", 2, nil): self.init(unit, 0..<1)
            case ("LAST", 2, nil) where unit != .day: self.init(unit, -1..<0)
            case ("NEXT", 2, nil) where unit != .day: self.init(unit, 1..<2)
            case ("LAST", 3, let count?) where words[1] == "N":
                if unit == .day { self.init(unit, 0..<1, days: -count..<1) } else { self.init(unit, -count..<0) }
            case ("NEXT", 3, let count?) where words[1] == "N":
                if unit == .day { self.init(unit, 0..<1, days: 1..<1 + count) } else { self.init(unit, 1..<1 + count) }
            case ("N", 2, let count?) where isAgo: self.init(unit, -count..<1 - count)
            default: return nil
            }
        }
    }

    private init(_ unit: Unit, _ offsets: Range<Int>, days: Range<Int>? = nil) {
        self.unit = unit
        self.offsets = offsets
        spansDays = days
    }

    private static func unit(_ word: String) -> Unit? {
        switch word {
        case "DAY", "DAYS": .day
        case "WEEK", "WEEKS": .week
        case "MONTH", "MONTHS": .month
        case "QUARTER", "QUARTERS": .quarter
        case "YEAR", "YEARS": .year
        default: nil
        }
    }

    func days(today: Int) -> Range<Int> {
        if let spansDays { return today + spansDays.lowerBound..<today + spansDays.upperBound }
        return start(offsets.lowerBound, today)..<start(offsets.upperBound, today)
    }

    private func start(_ offset: Int, _ today: Int) -> Int {
        let date = CivilDay.date(today)
        switch unit {
        case .day: return today + offset
        case .week: return today - (CivilDay.weekday(today) + 1) % 7 + offset * 7
        case .month: return Self.firstDay(date.year, date.month - 1 + offset)
        case .quarter: return Self.firstDay(date.year, (date.month - 1) / 3 * 3 + offset * 3)
        case .year: return Self.firstDay(date.year + offset, 0)
        }
    }

    /// The first of a month counted from 0, before or after its year too.
    private static func firstDay(_ year: Int, _ month: Int) -> Int {
        let years = month >= 0 ? month / 12 : (month - 11) / 12
        return CivilDay.number(year: year + years, month: month - years * 12 + 1, day: 1)
    }
}
