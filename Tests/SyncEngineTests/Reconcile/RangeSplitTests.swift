import Domain
import SyncEngine
import TestSupport
import Testing

@Suite struct RangeSplitTests {
    @Test(arguments: [nil, "2026-05-01", "2026-01-15", "2011-02-03", "2030-01-01"])
    func `ranges cover all of the past without a gap or an overlap`(first: String?) {
        let until = Instant("2026-05-13T08:00:00Z")
        let ranges = RangeSplit.ranges(from: first.flatMap { Day($0) }, until: until, modifiedSince: nil)
        #expect(ranges.first?.from == nil)
        #expect(ranges.last?.until == until)
        #expect(ranges.count <= RangeSplit.mostRanges + 2)
        for (left, right) in zip(ranges, ranges.dropFirst()) { #expect(left.until == right.from) }
        for range in ranges { #expect(range.from.map { $0 < range.until } ?? true) }
    }

    @Test(
        arguments: [
            ("2026-05-01T00:00:00Z", "2026-05-04T00:00:00Z", "2026-05-02T00:00:00.000Z"),
            ("2026-05-01T00:00:00Z", "2026-05-02T00:00:00Z", "2026-05-01T12:00:00.000Z"),
            ("2026-05-01T00:00:00Z", "2026-05-02T08:00:00Z", "2026-05-02T00:00:00.000Z"),
            ("2026-05-01T00:00:00Z", "2026-05-01T00:00:03Z", "2026-05-01T00:00:01.000Z"),
            ("2026-05-01T00:00:00Z", "2026-05-01T00:00:01Z", nil), (nil, "2026-05-01T00:00:01Z", nil),
        ] as [(String?, String, String?)])
    func `a range is halved at whole days, then at whole seconds`(from: String?, until: String, middle: String?) {
        let range = MirrorRange(from: from.map { Instant($0) }, until: Instant(until), modifiedSince: nil)
        let halves = RangeSplit.halves(of: range)
        #expect(halves?.first?.until.iso8601 == middle)
        #expect(halves?.last?.from?.iso8601 == middle)
    }
}
