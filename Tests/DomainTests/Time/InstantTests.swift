import Domain
import Testing

@Suite struct InstantTests {
    @Test(
        arguments: [
            ("2026-05-01T10:00:00.000+0000", 1_777_629_600_000),
            ("2026-05-01T10:00:00.000Z", 1_777_629_600_000),
            ("2026-05-01T10:00:00Z", 1_777_629_600_000),
            ("2026-05-01T10:00Z", 1_777_629_600_000),
            ("2026-05-01 10:00:00Z", 1_777_629_600_000),
            ("2026-05-01T12:00:00+02:00", 1_777_629_600_000),
            ("2026-05-01T12:00:00+02", 1_777_629_600_000),
            ("2026-05-01T05:00:00-0500", 1_777_629_600_000),
            ("2026-05-01T10:00:00.123456Z", 1_777_629_600_123),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2024-02-29", 1_709_164_800_000),
        ] as [(String, Int64)])
    func `every form of ISO 8601 that files and Salesforce use is read`(text: String, milliseconds: Int64) {
        #expect(Instant(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-05-01T10:00:00", "2023-02-29", "2026-13-01", "2026-05-01T24:00:00Z", "2026-05-01T10:00:00.Z",
        "2026-05-01T10:00:00+", "01.05.2026", "2026-05-01T10:00:00Zx",
    ])
    func `a time that nobody can place is refused`(text: String) {
        #expect(Instant(iso8601: text) == nil)
    }

    @Test(arguments: [0, 1, -1, 1_777_629_600_123, -62_135_596_800_000] as [Int64])
    func `what is written is read back`(milliseconds: Int64) {
        let instant = Instant(milliseconds: milliseconds)
        #expect(Instant(iso8601: instant.iso8601) == instant)
    }

    @Test func `written times are UTC with milliseconds`() {
        #expect(Instant(milliseconds: 1_777_629_600_123).iso8601 == "2026-05-01T10:00:00.123Z")
    }
}
