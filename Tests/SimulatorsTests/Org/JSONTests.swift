import Simulators
import Testing

@Suite struct JSONTests {
    @Test(arguments: [
        #"{"a":[1,2.50,-3e5,true,false,null],"b":"x\"y\\z\n\u0001é😀"}"#, "[]", "{}", #""""#, "12345678901234567890.10",
    ])
    func `what is read is written again to the letter`(text: String) throws {
        #expect(String(decoding: try JSONParser.parse(Array(text.utf8)).bytes, as: UTF8.self) == text)
    }

    @Test func `escapes become the characters they mean`() throws {
        let value = try JSONParser.parse(Array(#""\u00e9\ud83d\ude00\/\b\t""#.utf8))
        #expect(value == .text("é😀/\u{8}\t"))
    }

    @Test(arguments: ["{", "[1,]", #"{"a" 1}"#, "01x", "tru", #""abc"#, "[1] 2", "", "{'a':1}"])
    func `a broken text is refused`(text: String) {
        #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(Array(text.utf8)) }
    }
}
