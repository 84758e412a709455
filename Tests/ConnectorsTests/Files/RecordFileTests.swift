import Connectors
import Domain
import Foundation
import Testing

@Suite struct RecordFileTests {
    @Test func `a CSV file yields all its rows in batches, its own header, and the names nobody knows`() throws {
        var text = "id,name,mood\n"
        for row in 0..<50_000 { text += "\(row),\"Acme, \(row)\",ok\n" }
        try withFile("accounts.csv", text) { path in
            var file = try RecordFile(path: path, columns: ["id", "name"])
            #expect(file.header == ["id", "name", "mood"])
            #expect(file.unknownColumns == ["mood"])
            var next = 0
            while let batch = try file.next() {
                #expect(batch.bytes.count <= 1 << 20)
                for row in 0..<batch.rowCount {
                    guard batch.string(row: row, column: 0) == String(next) else {
                        Issue.record("row \(next) is missing")
                        return
                    }
                    next += 1
                }
            }
            #expect(next == 50_000)
            #expect(file.bytesRead == file.byteCount)
        }
    }

    @Test func `a JSON Lines file yields the columns that were asked for`() throws {
        try withFile("accounts.jsonl", "{\"name\":\"Acme\",\"mood\":1}\nnonsense\n{\"id\":\"2\"}\n") { path in
            var file = try RecordFile(path: path, columns: ["id", "name"])
            #expect(file.header == ["id", "name"])
            let batch = try #require(try file.next())
            #expect(batch.rowCount == 2)
            #expect(batch.string(row: 0, column: 1) == "Acme")
            #expect(batch.string(row: 1, column: 0) == "2")
            #expect(try file.next() == nil)
            #expect(file.takeRejected().map(\.line) == [2])
            #expect(file.unknownColumns == ["mood"])
        }
    }

    @Test func `what cannot be read says why`() throws {
        #expect(fault("/nowhere/a.csv") == "Cannot open /nowhere/a.csv: No such file or directory.")
        try withFile("accounts.txt", "id") { path in
            #expect(fault(path)?.contains("--format csv or --format jsonl") == true)
        }
        #expect(fault(FileManager.default.temporaryDirectory.path, .csv)?.contains("it is a folder") == true)
        try withFile("empty.csv", "") { path in
            #expect(fault(path)?.contains("the file is empty") == true)
        }
    }

    @Test(arguments: ["id;name\n1;Acme, Inc.\n2;B\n", "\u{FEFF}id\tname\r\n1\tAcme, Inc.\r\n2\tB\r\n"])
    func `what spreadsheets put in place of commas tells values apart where the header has no comma`(text: String)
        throws
    {
        try withFile("accounts.csv", text) { path in
            var file = try RecordFile(path: path, columns: ["id", "name"])
            #expect(file.header == ["id", "name"])
            let batch = try #require(try file.next())
            #expect(batch.rowCount == 2 && batch.string(row: 0, column: 1) == "Acme, Inc.")
        }
        try withFile("accounts.csv", "id,a;b\n1,x;y\n") { path in
            let file = try RecordFile(path: path, columns: [])
            #expect(file.header == ["id", "a;b"])
        }
    }

    @Test(
        arguments: [
            ([0xFF, 0xFE, 0x69, 0x00], "UTF-16"), ([0xFE, 0xFF, 0x00, 0x69], "UTF-16"),
            ([0x50, 0x4B, 0x03, 0x04], "is a spreadsheet"), ([0xD0, 0xCF, 0x11, 0xE0], "is a spreadsheet"),
            (Array("id,name\n1,M".utf8) + [0xFC], nil), ([0x4D, 0xFC, 0x0A], "save the file as UTF-8"),
        ] as [([UInt8], String?)])
    func `a file that is no text in UTF-8 says how to save it`(bytes: [UInt8], says: String?) throws {
        try withFile("accounts.csv", "") { path in
            try Data(bytes).write(to: URL(filePath: path))
            #expect(says.map { fault(path)?.contains($0) == true } ?? (fault(path) == nil), "\(fault(path) ?? "")")
        }
    }

    private func fault(_ path: String, _ format: RecordFile.Format? = nil) -> String? {
        do {
            _ = try RecordFile(path: path, format: format, columns: [])
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func withFile(_ name: String, _ text: String, _ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "crosswalk-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: name).path
        try Data(text.utf8).write(to: URL(filePath: path))
        try body(path)
    }
}
