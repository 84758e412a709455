import Testing
import Web

@Suite struct HTMLTests {
    @Test(arguments: [
        ("plain", "plain"), ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("a \"b\" & 'c'", "a &quot;b&quot; &amp; &#39;c&#39;"), ("naïve 日本", "naïve 日本"),
    ])
    func `what is interpolated is escaped`(text: String, escaped: String) {
        let html: HTML = "<p title=\"\(text)\">\(text)</p>"
        #expect(html.text == "<p title=\"\(escaped)\">\(escaped)</p>")
    }

    @Test func `markup inside markup is not escaped twice`() {
        let cell: HTML = "<b>\("<")</b>"
        #expect(("<p>\(cell)</p>" as HTML).text == "<p><b>&lt;</b></p>")
    }
}
