/// Eight days of one subject of one user's calendar, with those marked on which it happened.
///
/// A subject is "any activity" (0) or a feature (its key). Marks sort by subject and then from the newest days back.
package struct CalendarMark: Sendable, Hashable, Comparable {
    /// The subject above, the octet of days counted downwards below.
    package let place: UInt64
    /// One bit per day, the first day lowest.
    package var days: UInt8

    package static let anyActivity: UInt32 = 0
    /// Keeps octets positive for every day that a time can be read for; a multiple of 8.
    private static let bias: Int32 = 1 << 20
    private static let lastOctet: UInt64 = 0xFF_FFFF

    @inline(__always) package init(place: UInt64, days: UInt8) {
        self.place = place
        self.days = days
    }

    @inline(__always) package init(subject: UInt32, day: Day) {
        let biased = UInt64(truncatingIfNeeded: day.number &+ Self.bias)
        place = UInt64(subject) << 24 | (Self.lastOctet - (biased >> 3))
        days = 1 << UInt8(truncatingIfNeeded: biased & 7)
    }

    @inline(__always) package init(subject: UInt32, octet: Int, days: UInt8) {
        place = UInt64(subject) << 24 | (Self.lastOctet - UInt64(truncatingIfNeeded: octet))
        self.days = days
    }

    @inline(__always) package var subject: UInt32 { UInt32(truncatingIfNeeded: place >> 24) }
    @inline(__always) package var octet: Int { Int(Self.lastOctet - place & Self.lastOctet) }

    @inline(__always) package static func < (left: CalendarMark, right: CalendarMark) -> Bool {
        left.place < right.place
    }

    /// The octet in which a day lies.
    package static func octet(of day: Day) -> Int {
        Int((day.number + bias) >> 3)
    }

    package static func firstDay(ofOctet octet: Int) -> Day {
        Day(number: Int32(octet << 3) - bias)
    }

    package var markedDays: [Day] {
        let first = Self.firstDay(ofOctet: octet)
        return (0..<8).filter { days & 1 << UInt8($0) != 0 }.map { first.advanced(by: $0) }
    }
}
