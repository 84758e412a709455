import Domain
import Testing

@Suite struct ReadBackTests {
    @Test(arguments: [
        ("33.33", Value.double(33.33), SalesforceFieldType.double), ("5.0", .integer(5), .double), ("", .null, .double),
        ("true", .boolean(true), .boolean), ("Gold", .string("Gold "), .string), ("", .string(""), .string),
        ("2026-05-01T10:00:00.000+0000", .dateTime(Instant(milliseconds: 1_777_629_600_000)), .datetime),
        ("2026-05-01T10:00:00.000Z", .dateTime(Instant(milliseconds: 1_777_629_600_000)), .datetime),
        ("2026-05-01", .dateTime(Instant(milliseconds: 1_777_593_600_000)), .date),
        ("10:00:00.000Z", .dateTime(Instant(milliseconds: 36_000_000)), .time),
    ])
    func `a value that took effect is known again`(cell: String, value: Value, type: SalesforceFieldType) {
        #expect(ReadBack.cell(cell, holds: value, type: type))
    }

    @Test(arguments: [
        ("33.34", Value.double(33.33), SalesforceFieldType.double), ("", .integer(0), .double), ("0", .null, .double),
        ("gold", .string("Gold"), .string),
    ])
    func `another value is not taken for it`(cell: String, value: Value, type: SalesforceFieldType) {
        #expect(!ReadBack.cell(cell, holds: value, type: type))
    }
}
