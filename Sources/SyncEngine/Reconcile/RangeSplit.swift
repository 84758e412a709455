package import Domain

/// How the time that a mirror spans is cut into ranges to compare, and a differing one into smaller ones.
///
/// Counts that agree say nothing about a range in which a hole and a surplus cancel out, so ranges are short; the ones
/// that differ are halved, so that few requests find few holes.
package enum RangeSplit {
    /// The longest range whose count is taken as proof, in days, unless that makes too many ranges.
    package static let longestRange = 31
    package static let mostRanges = 60
    private static let day: Int64 = 86_400_000
    private static let shortest: Int64 = 1000

    /// Ranges that together cover everything before `until`; the first is open to the past.
    package static func ranges(from first: Day?, until: Instant, modifiedSince: Instant?) -> [MirrorRange] {
        let last = until.dayInUTC
        let start = min(first ?? last, last)
        let step = max(longestRange, (Int(last.number - start.number) + mostRanges) / mostRanges)
        var bounds = [Instant]()
        var boundary = start
        while boundary <= last {
            bounds.append(boundary.startInUTC)
            boundary = boundary.advanced(by: step)
        }
        bounds = bounds.filter { $0 < until } + [until]
        let starts: [Instant?] = [nil] + bounds.dropLast()
        return zip(starts, bounds).map { MirrorRange(from: $0, until: $1, modifiedSince: modifiedSince) }
    }

    /// Two halves, of whole days where there are several; nothing for what is too short or open to the past.
    package static func halves(of range: MirrorRange) -> [MirrorRange]? {
        guard let from = range.from else { return nil }
        let span = range.until.milliseconds - from.milliseconds
        guard span >= 2 * shortest else { return nil }
        let unit = span > day ? day : shortest
        let middle = Instant(milliseconds: from.milliseconds + max(span / 2 / unit, 1) * unit)
        return [
            MirrorRange(from: from, until: middle, modifiedSince: range.modifiedSince),
            MirrorRange(from: middle, until: range.until, modifiedSince: range.modifiedSince),
        ]
    }
}
