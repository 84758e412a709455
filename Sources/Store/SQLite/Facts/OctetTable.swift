import Domain

/// Which windows some marked days of an octet lie in, as of one day: one look-up for eight days.
struct OctetTable: Sendable {
    let octets: Range<Int>
    /// 256 entries for each octet, one per combination of days.
    private let sets: [UInt16]

    init(_ windows: WindowTable) {
        let first = CalendarMark.octet(of: windows.days.lowerBound)
        let last = CalendarMark.octet(of: windows.days.upperBound.advanced(by: -1))
        octets = first..<last + 1
        var sets: [UInt16] = []
        sets.reserveCapacity(octets.count * 256)
        for octet in octets {
            let day = CalendarMark.firstDay(ofOctet: octet)
            let ofDays = (0..<8).map { windows[day.advanced(by: $0)].rawValue }
            for days in 0..<256 {
                sets.append((0..<8).reduce(UInt16(0)) { days & 1 << $1 != 0 ? $0 | ofDays[$1] : $0 })
            }
        }
        self.sets = sets
    }

    func withLookup<Result>(_ body: (Lookup) throws -> Result) rethrows -> Result {
        try sets.withUnsafeBufferPointer { try body(Lookup(first: octets.lowerBound, sets: $0)) }
    }

    struct Lookup {
        fileprivate let first: Int
        fileprivate let sets: UnsafeBufferPointer<UInt16>

        @inline(__always) func windows(_ octet: Int, _ days: UInt8) -> UInt16 {
            let index = (octet &- first) &* 256 &+ Int(days)
            return index >= 0 && index < sets.count ? sets[index] : 0
        }
    }
}
