import Connectors
import Domain
import Testing

@Suite struct JSONLinesReaderTests {
    @Test(arguments: [
        (#"{"id": "1", "name": "Acme"}"#, ["1", "Acme"]),
        (#"{"name":"Acme","id":"1"}"#, ["1", "Acme"]),
        (#"{"id":12.50,"name":-1e3}"#, ["12.50", "-1e3"]),
        (#"{"id":true,"name":null}"#, ["true", ""]),
        (#"{"name":"x"}"#, ["", "x"]),
        (#"{}"#, ["", ""]),
        (#"{"id":"a\"b\\c\/\n\t","name":"\u00e9\ud83d\ude42\ud83dx"}"#, ["a\"b\\c/\n\t", "é🙂\u{FFFD}x"]),
        (#"{"id":"1","other":{"deep":[1,{"id":"no"},"]}"]},"name":"a"}"#, ["1", "a"]),
        (#"{"i\u0064":"1","name":"日本語のとても長い文字列です"}"#, ["1", "日本語のとても長い文字列です"]),
        (#"{"id":"1","id":"2"}"#, ["2", ""]),
        ("\u{FEFF}{\"id\":\"1\"} \r", ["1", ""]),
    ])
    func `an object feeds the columns that were asked for`(line: String, cells: [String]) {
        for size in [1, 4, 1 << 16] {
            let result = read(line, chunkSize: size)
            #expect(result.rows == [cells], "in chunks of \(size)")
            #expect(result.rejected == [])
        }
    }

    @Test(arguments: [
        (#"{"id":"1""#, "the line ends inside a value (the file may be cut off)"),
        (#"{"id":"1\"#, "the line ends inside a value (the file may be cut off)"),
        (#"["id"]"#, "the line is not a JSON object"),
        (#"{"id":01}"#, "the line is not valid JSON at byte 8"),
        (#"{"id":"\x"}"#, "the line is not valid JSON at byte 8"),
        (#"{"id":tru3}"#, "the line is not valid JSON at byte 10"),
        (#"{"id":"1"} {"id":"2"}"#, "something follows the object, at byte 12 of the line"),
        (#"{"id":"1",}"#, "the line is not valid JSON at byte 11"),
        ("{\"id\":\"a\u{1}b\"}", "the line is not valid JSON at byte 9"),
        (
            #"{"id":"1","name":{"first":"A"}}"#,
            "name holds an object or a list; a text, a number, true, false or null belongs there"
        ),
        (#"{"id": ["1"]}"#, "id holds an object or a list; a text, a number, true, false or null belongs there"),
        (#"{"id":"0123456789012345678901234567890123456789012345678"}"#, "the line is longer than 48 bytes"),
    ])
    func `a bad line is refused with its reason, and the rest goes on`(line: String, reason: String) {
        for size in [1, 4, 1 << 16] {
            let result = read("{\"id\":\"0\"}\n\n\(line)\n{\"id\":\"9\"}\n", chunkSize: size, lineLimit: 48)
            #expect(result.rows == [["0", ""], ["9", ""]], "in chunks of \(size)")
            #expect(result.rejected == [RejectedRow(line: 3, reason: reason)])
            #expect(result.lines == [1, 4])
        }
    }

    @Test func `keys that nobody asked for are named once, in their order`() {
        let result = read("{\"zeta\":1,\"id\":\"1\",\"alpha\":{\"id\":2}}\n{\"alpha\":1,\"Id\":2}", chunkSize: 9)
        #expect(result.unknownNames == ["zeta", "alpha", "Id"])
        #expect(result.rows == [["1", ""], ["", ""]])
    }

    @Test func `brackets a million deep do no harm`() {
        let deep = String(repeating: "[", count: 1_000_000)
        let result = read("{\"x\":\(deep)\n{\"id\":\"1\"}", chunkSize: 1 << 16, lineLimit: 1 << 24)
        #expect(result.rows == [["1", ""]])
        #expect(result.rejected.count == 1)
    }

    private func read(_ text: String, chunkSize: Int, lineLimit: Int = 1 << 20) -> Result {
        var reader = JSONLinesReader(columns: ["id", "name"], rowLimit: lineLimit)
        var result = Result()
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: chunkSize) {
            reader.feed(Array(bytes[start..<min(start + chunkSize, bytes.count)]))
            result.take(from: &reader)
        }
        reader.finish()
        result.take(from: &reader)
        result.unknownNames = reader.unknownNames
        return result
    }

    private struct Result {
        var rows: [[String]] = []
        var lines: [UInt32] = []
        var rejected: [RejectedRow] = []
        var unknownNames: [String] = []

        mutating func take(from reader: inout JSONLinesReader) {
            let batch = reader.take()
            for row in 0..<batch.rowCount {
                rows.append((0..<batch.columnCount).map { batch.string(row: row, column: $0) })
            }
            lines += batch.lines
            rejected += reader.takeRejected()
        }
    }
}
