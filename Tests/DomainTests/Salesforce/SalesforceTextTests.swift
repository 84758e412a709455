import Domain
import Testing

@Suite struct SalesforceTextTests {
    @Test(arguments: [
        ("Platinum", 6, "Platin"), ("Gold", 4, "Gold"), ("Gold plan", 5, "Gold"), ("", 3, ""),
        ("🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉", 10, "🎉🎉🎉🎉🎉"), ("a🎉🎉", 4, "a🎉"), ("e\u{301}e\u{301}", 3, "e\u{301}"),
        ("ab👩‍👩‍👧", 8, "ab"), ("👩‍👩‍👧!", 5, "👩‍👩"), ("🎉", 1, ""), ("a\r\nb", 2, "a"),
    ])
    func `a text is cut between characters, and never to more than the field holds`(
        text: String, length: Int, cut: String
    ) {
        // Compared by scalars: Swift's own comparison passes over how a character is composed.
        #expect(Array(text.cut(toSalesforceLength: length).unicodeScalars) == Array(cut.unicodeScalars))
        #expect(text.cut(toSalesforceLength: length).salesforceLength <= length)
    }
}
