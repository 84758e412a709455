/// The written forms of days, times and instants.
enum TimeText {
    static let millisecondsPerDay: Int64 = 86_400_000

    /// `2025-01-31`, nothing else.
    static func day(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
        guard bytes.count == 10 else { return nil }
        var reader = DigitReader(bytes)
        guard let day = reader.day(), reader.isAtEnd else { return nil }
        return Int32(day)
    }

    /// `2025-01-31T01:02:03`, with or without a fraction, then `Z`, `+00:00`, `+0000` or nothing (UTC).
    ///
    /// - Parameter allowsBareDay: whether a date alone counts as its midnight, as in bulk CSV.
    static func instant(_ bytes: UnsafeBufferPointer<UInt8>, allowsBareDay: Bool = true) -> Int64? {
        var reader = DigitReader(bytes)
        guard let day = reader.day() else { return nil }
        let midnight = Int64(day) * millisecondsPerDay
        if reader.isAtEnd { return allowsBareDay ? midnight : nil }
        guard reader.skip(UInt8(ascii: "T")) || reader.skip(UInt8(ascii: " ")), let time = reader.time(),
            let offset = reader.offset(), reader.isAtEnd
        else { return nil }
        return midnight + Int64(time) - offset
    }

    /// `11:59:59.000Z`; zone and fraction may be left out.
    static func time(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
        var reader = DigitReader(bytes)
        guard let time = reader.time() else { return nil }
        _ = reader.skip(UInt8(ascii: "Z"))
        return reader.isAtEnd ? Int32(time) : nil
    }

    static func write(day: Int32, to output: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 10) { text in
            write(day: Int(day), to: text)
            output.append(contentsOf: text)
        }
    }

    /// Writes the instant with milliseconds and this zone text: `+0000` in JSON, `Z` in bulk CSV.
    static func write(instant: Int64, zone: StaticString, to output: inout [UInt8]) {
        withText(instant: instant, zone: zone) { output.append(contentsOf: $0) }
    }

    /// Gives the instant's text where it lies for a moment.
    @inline(__always)
    static func withText(instant: Int64, zone: StaticString, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        let day = instant.flooredDays
        let length = 23 + zone.utf8CodeUnitCount
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: length) { text in
            write(day: day, to: text)
            text[10] = UInt8(ascii: "T")
            let clock = UnsafeMutableBufferPointer(rebasing: text[11...])
            writeClock(Int(instant - Int64(day) * millisecondsPerDay), to: clock)
            for index in 23..<length { text[index] = zone.utf8Start[index - 23] }
            body(UnsafeBufferPointer(text))
        }
    }

    static func write(time: Int32, to output: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 13) { text in
            writeClock(Int(time), to: text)
            text[12] = UInt8(ascii: "Z")
            output.append(contentsOf: text)
        }
    }

    @inline(__always)
    private static func write(day: Int, to text: UnsafeMutableBufferPointer<UInt8>) {
        let date = CivilDay.date(day)
        digits(date.year / 100, text, 0)
        digits(date.year, text, 2)
        text[4] = UInt8(ascii: "-")
        digits(date.month, text, 5)
        text[7] = UInt8(ascii: "-")
        digits(date.day, text, 8)
    }

    @inline(__always)
    private static func writeClock(_ milliseconds: Int, to text: UnsafeMutableBufferPointer<UInt8>) {
        digits(milliseconds / 3_600_000, text, 0)
        text[2] = UInt8(ascii: ":")
        digits(milliseconds / 60_000 % 60, text, 3)
        text[5] = UInt8(ascii: ":")
        digits(milliseconds / 1_000 % 60, text, 6)
        text[8] = UInt8(ascii: ".")
        text[9] = 0x30 + UInt8(truncatingIfNeeded: milliseconds / 100 % 10)
        digits(milliseconds, text, 10)
    }

    /// The last two digits of a number.
    @inline(__always)
    private static func digits(_ value: Int, _ text: UnsafeMutableBufferPointer<UInt8>, _ place: Int) {
        text[place] = 0x30 + UInt8(truncatingIfNeeded: value / 10 % 10)
        text[place + 1] = 0x30 + UInt8(truncatingIfNeeded: value % 10)
    }
}

/// Reads the digits of a date or time from the left.
private struct DigitReader {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { position == bytes.count }

    mutating func skip(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func number(_ count: Int) -> Int? {
        guard position + count <= bytes.count else { return nil }
        var value = 0
        for index in position..<position + count {
            let digit = bytes[index] &- 0x30
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        position += count
        return value
    }

    mutating func day() -> Int? {
        guard let year = number(4), skip(UInt8(ascii: "-")), let month = number(2), skip(UInt8(ascii: "-")),
            let day = number(2), month >= 1, month <= 12, day >= 1, day <= CivilDay.length(year: year, month: month)
        else { return nil }
        return CivilDay.number(year: year, month: month, day: day)
    }

    mutating func time() -> Int? {
        guard let hour = number(2), skip(UInt8(ascii: ":")), let minute = number(2), hour < 24, minute < 60 else {
            return nil
        }
        var milliseconds = (hour * 60 + minute) * 60_000
        guard skip(UInt8(ascii: ":")) else { return milliseconds }
        guard let second = number(2), second < 60 else { return nil }
        milliseconds += second * 1_000
        guard skip(UInt8(ascii: ".")) else { return milliseconds }
        var weight = 100
        var count = 0
        while let digit = number(1) {
            milliseconds += digit * weight
            weight /= 10
            count += 1
        }
        return count > 0 ? milliseconds : nil
    }

    /// Milliseconds east of Greenwich.
    mutating func offset() -> Int64? {
        if isAtEnd || skip(UInt8(ascii: "Z")) { return 0 }
        let sign: Int64
        if skip(UInt8(ascii: "+")) { sign = 1 } else if skip(UInt8(ascii: "-")) { sign = -1 } else { return nil }
        guard let hours = number(2) else { return nil }
        _ = skip(UInt8(ascii: ":"))
        guard let minutes = isAtEnd ? 0 : number(2) else { return nil }
        return sign * Int64(hours * 60 + minutes) * 60_000
    }
}
