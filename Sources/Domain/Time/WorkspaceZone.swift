import Foundation

/// The workspace's time zone as a table of offsets: which calendar day an instant belongs to, without a calendar.
///
/// A day with a change of the clock has 23 or 25 hours; windows are counted in days, so that does not matter to them.
package struct WorkspaceZone: Sendable, Hashable {
    /// A name of the IANA database, or a link there.
    package let name: String
    /// When each offset begins, ascending, in UTC milliseconds; the first one reaches back without limit.
    private let starts: [Int64]
    /// Local time minus UTC, in milliseconds, from the start of the same index on.
    private let offsets: [Int64]

    package static let utc = WorkspaceZone(name: "UTC", starts: [.min], offsets: [0])

    /// Nothing where the time zone database has no such name.
    package init?(named name: String) {
        guard name != "UTC" else {
            self = .utc
            return
        }
        guard ZoneName(name) != nil, let zone = TimeZone(identifier: name) else { return nil }
        let (starts, offsets) = Self.table(of: zone)
        self.init(name: name, starts: starts, offsets: offsets)
    }

    private init(name: String, starts: [Int64], offsets: [Int64]) {
        self.name = name
        self.starts = starts
        self.offsets = offsets
    }

    package func day(of instant: Instant) -> Day {
        var cursor = DayCursor(self)
        return cursor.day(of: instant.milliseconds)
    }

    /// The first instant of a day; where the clock skips midnight, the first that exists.
    package func start(of day: Day) -> Instant {
        let midnight = Int64(day.number) * 86_400_000
        // The offsets that may be in force then, the earlier one first: the first instant that lies on the day wins.
        let candidates = (max(0, interval(at: midnight - 86_400_000))...interval(at: midnight + 86_400_000))
            .map { max(midnight - offsets[$0], starts[$0]) }
        let first = candidates.filter { self.day(of: Instant(milliseconds: $0)) == day }.min()
        return Instant(milliseconds: first ?? midnight - offsets[interval(at: midnight)])
    }

    /// The same time of day so many calendar days earlier: of a day's start, the start of that day.
    package func moment(_ days: Int, daysBefore instant: Instant) -> Instant {
        let day = day(of: instant)
        let time = instant.milliseconds - start(of: day).milliseconds
        return Instant(milliseconds: start(of: day.advanced(by: -days)).milliseconds + time)
    }

    /// The index of the offset in force at an instant.
    private func interval(at milliseconds: Int64) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= milliseconds { low = middle } else { high = middle }
        }
        return low
    }

    private static func table(of zone: TimeZone) -> (starts: [Int64], offsets: [Int64]) {
        let end = Date(timeIntervalSince1970: 4_102_444_800)
        var date = Date(timeIntervalSince1970: 0)
        var starts: [Int64] = [.min]
        var offsets = [Int64(zone.secondsFromGMT(for: date)) * 1000]
        while let next = zone.nextDaylightSavingTimeTransition(after: date), next < end, next > date {
            let offset = Int64(zone.secondsFromGMT(for: next)) * 1000
            if offset != offsets.last {
                starts.append(Int64((next.timeIntervalSince1970 * 1000).rounded()))
                offsets.append(offset)
            }
            date = next
        }
        return (starts, offsets)
    }
}

extension WorkspaceZone {
    /// Finds the days of many instants: it remembers the offset last used, and facts come nearly in order.
    package struct DayCursor: Sendable {
        private let zone: WorkspaceZone
        private var from: Int64 = .max
        private var until: Int64 = .min
        private var offset: Int64 = 0

        package init(_ zone: WorkspaceZone) {
            self.zone = zone
        }

        @inline(__always) package mutating func day(of milliseconds: Int64) -> Day {
            if milliseconds < from || milliseconds >= until { seek(milliseconds) }
            let local = milliseconds + offset
            let day = local / 86_400_000
            return Day(number: Int32(truncatingIfNeeded: local % 86_400_000 < 0 ? day - 1 : day))
        }

        private mutating func seek(_ milliseconds: Int64) {
            let index = zone.interval(at: milliseconds)
            from = zone.starts[index]
            until = index + 1 < zone.starts.count ? zone.starts[index + 1] : .max
            offset = zone.offsets[index]
        }
    }
}
