import Domain
import Testing

@Suite struct PlainTextTests {
    @Test(
        arguments: [
            (0, "0"), (-0.0, "0"), (3, "3"), (-33.333333333, "-33.333333"), (0.5, "0.5"), (250, "250"), (1e-7, "0"),
            (-1e-7, "0"), (2.675, "2.675"), (123_456_789.123_456_7, "123456789.123457"), (.infinity, ""), (.nan, ""),
        ] as [(Double, String)])
    func `numbers have at most six decimals and no trailing zeros`(number: Double, text: String) {
        #expect(plainText(of: number) == text)
    }
}
