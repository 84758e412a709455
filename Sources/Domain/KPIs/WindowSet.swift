/// Some of the twelve spans of days behind the KPIs: each window and the one before it.
///
/// Bit `2 × window` is the window itself, the bit above it the previous one, in the order of `KPIWindow.allCases`; so
/// the six lowest bits are those of the rolling windows.
package struct WindowSet: OptionSet, Sendable, Hashable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    package static let count = 2 * KPIWindow.allCases.count
    /// How many of the lowest bits belong to the rolling windows.
    package static let rollingCount = 2 * KPIWindow.rolling.count

    /// Where a window's count stands among the twelve.
    package static func index(of window: KPIWindow, previous: Bool) -> Int {
        let position = KPIWindow.allCases.firstIndex(of: window) ?? 0
        return 2 * position + (previous ? 1 : 0)
    }

    /// The twelve spans as of a day, in the order of the bits.
    package static func spans(asOf day: Day) -> [Range<Day>] {
        KPIWindow.allCases.flatMap { [$0.days(asOf: day), $0.previousDays(asOf: day)] }
    }
}

/// Which windows each day lies in, as of one day: what measuring looks up for every fact.
package struct WindowTable: Sendable {
    package let asOf: Day
    /// From the oldest to the newest day of any window.
    package let days: Range<Day>
    /// For each of these days the windows that it lies in.
    package let sets: [WindowSet]

    package init(asOf: Day) {
        self.asOf = asOf
        let spans = WindowSet.spans(asOf: asOf)
        let oldest = spans.map(\.lowerBound).min() ?? asOf
        let end = spans.map(\.upperBound).max() ?? asOf
        days = oldest..<end
        sets = (oldest.number..<end.number).map { number in
            let bits = spans.enumerated().reduce(UInt16(0)) { bits, span in
                span.element.contains(Day(number: number)) ? bits | 1 << span.offset : bits
            }
            return WindowSet(rawValue: bits)
        }
    }

    package subscript(day: Day) -> WindowSet {
        days.contains(day) ? sets[Int(day.number - days.lowerBound.number)] : []
    }
}
