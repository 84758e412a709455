/// How many distinct users of an account were active on each day of a stretch.
package struct DailyUsers: Sendable, Hashable {
    package let first: Day
    package private(set) var counts: [Int]

    package init(_ days: Range<Day>) {
        first = days.lowerBound
        counts = Array(repeating: 0, count: Int(days.upperBound.number - days.lowerBound.number))
    }

    /// Counts one more user on a day of the stretch.
    package mutating func count(_ day: Day) {
        counts[Int(day.number - first.number)] += 1
    }
}
