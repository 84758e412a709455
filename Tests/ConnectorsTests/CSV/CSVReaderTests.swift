import Connectors
import Domain
import Testing

@Suite struct CSVReaderTests {
    @Test(arguments: [
        ("a,b\n1,2\n3,4\n", [["1", "2"], ["3", "4"]]),
        ("a,b\r\n1,2\r\n3,4", [["1", "2"], ["3", "4"]]),
        ("a,b\r1,2\r3,4\r", [["1", "2"], ["3", "4"]]),
        ("\u{FEFF}a,b\n1,2\n", [["1", "2"]]),
        ("\u{FEFF}\"a\",\"b\"\n1,2\n", [["1", "2"]]),
        ("\"a\",\"b\"\n\"x, \"\"y\"\"\",\"line\r\nbreak\"\n", [["x, \"y\"", "line\r\nbreak"]]),
        ("a,b\n\n1,2\n\r\n\n", [["1", "2"]]),
        ("a,b\n,\n\"\",\"\"\n", [["", ""], ["", ""]]),
        ("a,b\n1,", [["1", ""]]),
        ("a,b\n5\" pipe,it's\n", [["5\" pipe", "it's"]]),
        ("a\n1\n\n2\n", [["1"], ["2"]]),
        (" a ,b\nŽluťoučký,日本語のとても長い文字列です\n", [["Žluťoučký", "日本語のとても長い文字列です"]]),
    ])
    func `what RFC 4180 and its relatives write is read, however it arrives`(text: String, rows: [[String]]) {
        for size in [1, 2, 3, 7, 64, 1 << 20] {
            let result = read(text, chunkSize: size)
            #expect(result.rows == rows, "in chunks of \(size)")
            #expect(result.rejected == [])
            #expect(result.header == (rows[0].count == 1 ? ["a"] : ["a", "b"]))
        }
    }

    @Test(arguments: [
        ("a,b\n1,2,3\n4,5\n", 2, "the row has 3 values, the header has 2"),
        ("a,b\r\n1\r\n4,5\r\n", 2, "the row has 1 values, the header has 2"),
        ("a,b\n\"1\"x,2\n4,5\n", 2, "text follows a closing quote"),
        ("a,b\n\"1,2\n4,5", 2, "a quoted value is never closed (the file may be cut off)"),
        ("a,b\n\"1,2\r\n4,\"5\"\r\n", 2, "text follows a closing quote"),
        ("a,b\n\"1 \"\"x\"\",2\r4,5\r", 2, "a quoted value is never closed (the file may be cut off)"),
        ("a,b\n4,5\n\"x\n\ny\",\"2\"z\n", 3, "text follows a closing quote (lines 3 to 5)"),
        ("a,b\n0123456789012345678901234567890123456789,2\n4,5\n", 2, "the row is longer than 32 bytes"),
        ("a,b\n\"0123456789012345678901234567890123456789,2\n4,5\n", 2, "the row is longer than 32 bytes"),
    ])
    func `a bad row is refused with its line and its reason, and the rest goes on`(
        text: String, line: UInt32, reason: String
    ) {
        for size in [1, 5, 1 << 20] {
            let result = read(text, chunkSize: size, rowLimit: 32)
            #expect(result.rows == [["4", "5"]], "in chunks of \(size)")
            #expect(result.rejected == [RejectedRow(line: line, reason: reason)])
        }
    }

    @Test func `a stray quote costs its own line, however many lines it seems to swallow`() {
        for size in [1, 3, 17, 1 << 16] {
            let rows = (0..<200).map { ["\($0)", $0.isMultiple(of: 3) ? "say \"\"x\"\"" : "plain"] }
            let text = rows.map { "\($0[0]),\"\($0[1])\"\n" }
            let stray = "a,b\n0,\"oh\n" + text.joined() + "x,\"no\n1,2\n"
            let result = read(stray, chunkSize: size)
            #expect(result.rows.count == 201, "in chunks of \(size)")
            #expect(result.rows.first == ["0", "say \"x\""])
            #expect(result.rows.last == ["1", "2"])
            #expect(result.rejected.map(\.line) == [2, 203])
        }
    }

    @Test func `a refused row comes with its cells where they are asked for`() {
        var reader = CSVReader(keepsRejectedCells: true)
        reader.feed(Array("a,b\n1,2,\"3,4\"\n5\n6,".utf8) + [0xFF] + Array("\n7,8\n\"9\"x,0\n".utf8))
        reader.finish()
        #expect(reader.takeRejected().map(\.cells) == [["1", "2", "3,4"], ["5"], ["6", "\u{FFFD}"], []])
    }

    @Test func `a row that is not UTF-8 is refused, also where a character is cut by a delimiter`() {
        for bad: [UInt8] in [[0xFF, 0x2C, 0x41], [0xC3, 0x2C, 0xA9]] {
            let result = read(Array("a,b\n".utf8) + bad + Array("\né,5\n".utf8), chunkSize: 1 << 20)
            #expect(result.rows == [["é", "5"]])
            #expect(result.rejected == [RejectedRow(line: 2, reason: "the row is not UTF-8; save the file as UTF-8")])
        }
    }

    @Test func `rows know their line, also after line breaks inside values`() {
        var reader = CSVReader()
        for byte in "a,b\r\n\"1\r\n2\n3\",x\r\n\r\n4,5\n".utf8 { reader.feed([byte]) }
        reader.finish()
        #expect(reader.take().lines == [2, 6])
    }

    @Test(arguments: [
        ("", "the file is empty: a header row was expected"),
        ("\n\n", "the file is empty: a header row was expected"),
        ("a,b,a\n1,2,3\n", "the header names the column 'a' more than once"),
        ("\"a,b\n1,2\n", "a quoted value is never closed (the file may be cut off)"),
    ])
    func `a file without a usable header is refused as a whole`(text: String, fault: String) {
        let result = read(text, chunkSize: 4)
        #expect(result.headerFault == fault)
        #expect(result.rows == [])
    }

    @Test func `memory stays bounded on a line without end`() {
        var reader = CSVReader(rowLimit: 1 << 20)
        reader.feed(Array("a,b\n\"".utf8))
        let chunk = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
        for _ in 0..<1000 { reader.feed(chunk) }
        #expect(reader.takeRejected() == [RejectedRow(line: 2, reason: "the row is longer than 1048576 bytes")])
        reader.feed(Array("\n1,2\n".utf8))
        reader.finish()
        #expect(reader.take().lines == [3])
    }

    @Test func `whatever is written is read back, in any chunks`() {
        var random = SplitMix(seed: 20_260_513)
        let alphabet: [String] = ["a", "\"", ",", "\n", "\r", "\r\n", "é", "日", " ", "longer text", "🙂", ""]
        for round in 0..<300 {
            let columns = 1 + Int(random.next() % 4)
            let rows = (0..<Int(random.next() % 20)).map { _ in
                (0..<columns).map { _ in (0..<Int(random.next() % 5)).map { _ in random.pick(alphabet) }.joined() }
            }
            var writer = CSVWriter(quoting: round.isMultiple(of: 2) ? .whereNeeded : .always)
            writer.appendRow((0..<columns).map { "c\($0)" })
            for row in rows { writer.appendRow(row) }
            let result = read(writer.bytes, chunkSize: 1 + Int(random.next() % 40))
            #expect(result.rows == rows, "round \(round)")
            #expect(result.rejected == [])
        }
    }

    private func read(_ text: String, chunkSize: Int, rowLimit: Int = 1 << 20) -> Result {
        read(Array(text.utf8), chunkSize: chunkSize, rowLimit: rowLimit)
    }

    private func read(_ bytes: [UInt8], chunkSize: Int, rowLimit: Int = 1 << 20) -> Result {
        var reader = CSVReader(rowLimit: rowLimit)
        var result = Result()
        func take() {
            let batch = reader.take()
            for row in 0..<batch.rowCount {
                result.rows.append((0..<batch.columnCount).map { batch.string(row: row, column: $0) })
            }
            result.rejected += reader.takeRejected()
        }
        for start in stride(from: 0, to: bytes.count, by: chunkSize) {
            reader.feed(Array(bytes[start..<min(start + chunkSize, bytes.count)]))
            take()
        }
        reader.finish()
        take()
        result.header = reader.header
        result.headerFault = reader.headerFault
        return result
    }

    private struct Result {
        var header: [String]?
        var headerFault: String?
        var rows: [[String]] = []
        var rejected: [RejectedRow] = []
    }
}
