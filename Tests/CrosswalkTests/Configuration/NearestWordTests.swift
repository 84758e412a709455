import Testing
import crosswalk

@Suite struct NearestWordTests {
    @Test(
        arguments: [
            ("nmae", "name"), ("acounts", "accounts"), ("webiste_domain", "website_domain"), ("Name", "name"),
            ("xyz", nil),
            ("", nil),
        ] as [(String, String?)])
    func `a slip of the finger is understood, a guess is not made`(word: String, expected: String?) {
        #expect(nearestWord(to: word, among: ["name", "accounts", "website_domain"]) == expected)
    }
}
