/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
package struct Instant: Sendable, Hashable, Comparable, Codable {
    package var milliseconds: Int64

    package init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    package static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    package func advanced(by duration: Duration) -> Instant {
        let (seconds, attoseconds) = duration.components
        return Instant(milliseconds: milliseconds + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    }
}

extension Instant {
    /// Reads the ISO 8601 forms that files and Salesforce use: `2026-05-01T10:00:00.000+0000`, `…Z`, `…+02:00`,
    /// any number of decimals, seconds optional, a blank instead of `T`; a bare day is its midnight in UTC.
    ///
    /// A time without an offset is refused, because nobody can say when it was.
    package init?(iso8601 bytes: some RandomAccessCollection<UInt8>) {
        guard let milliseconds = ISO8601.milliseconds(in: bytes) else { return nil }
        self.init(milliseconds: milliseconds)
    }

    /// The same without bare days, for what happened at some time of a day.
    package init?(iso8601Time bytes: some RandomAccessCollection<UInt8>) {
        guard bytes.count > Day.textLength else { return nil }
        self.init(iso8601: bytes)
    }

    package init?(iso8601 text: some StringProtocol) {
        var text = String(text)
        let parsed = text.withUTF8 { ISO8601.milliseconds(in: $0) }
        guard let parsed else { return nil }
        self.init(milliseconds: parsed)
    }

    /// UTC with `Z` and milliseconds, the form of every file that the hub writes.
    package var iso8601: String {
        String(decoding: ISO8601.bytes(of: milliseconds), as: UTF8.self)
    }
}
