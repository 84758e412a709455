import Testing
import Web

@Suite struct CSVTextTests {
    @Test(arguments: [
        ("plain", "plain"), ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("+49 30", "'+49 30"), ("-cmd", "'-cmd"),
        ("-5", "-5"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("=\"x\"", "\"'=\"\"x\"\"\""), ("\tx", "'\tx"),
        ("\n=1", "\"'\n=1\""), ("\u{FF1D}1", "'\u{FF1D}1"), ("\u{FF20}SUM(1)", "'\u{FF20}SUM(1)"), ("-1e3", "-1e3"),
    ])
    func `no cell runs as a formula, and quotes come in pairs`(cell: String, written: String) {
        var file = CSVText(header: ["h"])
        file.append([cell])
        #expect(file.text == "h\r\n\(written)\r\n")
    }
}
