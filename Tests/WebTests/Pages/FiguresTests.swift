import Domain
import Testing
import Web

@Suite struct FiguresTests {
    @Test(arguments: [(0, "0"), (999, "999"), (1234, "1\u{202F}234"), (-1_234_567, "−1\u{202F}234\u{202F}567")])
    func `thousands are set apart`(number: Int, text: String) {
        #expect(Figures.grouped(number) == text)
    }

    @Test(arguments: [(0.0, "0"), (1.0, "100"), (0.9999, "99.9"), (0.0001, "0.1"), (0.5, "50")])
    func `a share is whole or nothing only where it is`(share: Double, text: String) {
        #expect(Figures.percent(share) == text + "\u{202F}%")
    }

    @Test(arguments: [
        (Int64(-180_000), "3 minutes ago"), (7_200_000, "in 2 hours"), (-3000, "now"), (-60_000, "1 minute ago"),
        (-172_800_000, "2 days ago"),
    ])
    func `a distance in time is said in the largest fitting unit`(milliseconds: Int64, text: String) {
        let now = Instant(milliseconds: 1_000_000_000_000)
        #expect(Figures.distance(of: Instant(milliseconds: now.milliseconds + milliseconds), from: now) == text)
    }
}
