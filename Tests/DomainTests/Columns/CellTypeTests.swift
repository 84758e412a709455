import Domain
import Testing

@Suite struct CellTypeTests {
    @Test(arguments: [
        ("10", CellValue.integer(10)), ("-7", .integer(-7)), ("+7", .integer(7)), ("10.0", .double(10)),
        ("0.1", .double(0.1)), ("-12.345678", .double(-12.345678)), ("1.0E7", .double(1e7)), (".5", .double(0.5)),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .double(9_223_372_036_854_775_808)),
        ("123456789012345678.25", .double(123_456_789_012_345_678.25)),
        ("179769313486231.57", .double(179_769_313_486_231.57)),
        ("", .null),
    ])
    func `numbers are read exactly`(text: String, value: CellValue) {
        #expect(read(text, as: .number) == value)
    }

    @Test(arguments: ["abc", "1,000", "0x10", "nan", "inf", "1e999", "-", ".", "1.2.3", "12 "])
    func `what is no number is refused`(text: String) {
        #expect(read(text, as: .number) == nil)
    }

    @Test(
        arguments: [
            ("true", 1), ("TRUE", 1), ("False", 0), ("1", 1), ("0", 0), ("yes", nil), ("2", nil),
        ] as [(String, Int64?)])
    func `booleans are true, false, 1 or 0`(text: String, value: Int64?) {
        #expect(read(text, as: .boolean) == value.map { .integer($0) })
    }

    @Test(
        arguments: [
            ("2024-09-24T03:26:07.000+0000", CellType.instant, 1_727_148_367_000),
            ("2024-09-24T03:26:07.000Z", .instant, 1_727_148_367_000),
            ("2025-01-31", .instant, 1_738_281_600_000), ("11:59:59.000Z", .timeOfDay, 43_199_000),
            ("2024-09-24 03:26", .instant, nil), ("yesterday", .instant, nil), ("25:00:00.000Z", .timeOfDay, nil),
        ] as [(String, CellType, Int64?)])
    func `times of every rendering become milliseconds`(text: String, type: CellType, value: Int64?) {
        #expect(read(text, as: type) == value.map { .integer($0) })
    }

    @Test(arguments: [("user", true), ("lead", true), ("visitor", true), ("", true), ("admin", false), ("User", false)])
    func `a user is a user, a lead or a visitor`(text: String, isTaken: Bool) {
        #expect((read(text, as: .userType) != nil) == isTaken)
    }

    private func read(_ text: String, as type: CellType) -> CellValue? {
        Array(text.utf8).withUnsafeBufferPointer { type.read($0) }
    }
}
