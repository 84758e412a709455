import Connectors
import Testing

@Suite struct CSVWriterTests {
    @Test(arguments: [
        (["a", "b c"], "a,b c\n"),
        (["a,b", "say \"x\"", "two\nlines", "r\r"], "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\"r\r\"\n"),
        ([""], "\"\"\n"),
        (["", ""], ",\n"),
        (["é"], "é\n"),
    ])
    func `quotes stand only where they are needed`(row: [String], text: String) {
        var writer = CSVWriter()
        writer.appendRow(row)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
    }

    @Test func `or everywhere, as bulk results have them`() {
        var writer = CSVWriter(quoting: .always)
        writer.appendRow(["Id", ""])
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "\"Id\",\"\"\n")
    }
}
