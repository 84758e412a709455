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
        #expect(fault("accounts.xlsx")?.contains("--format csv or --format jsonl") == true)
        #expect(fault(FileManager.default.temporaryDirectory.path, .csv)?.contains("it is a folder") == true)
        try withFile("empty.csv", "") { path in
            #expect(fault(path)?.contains("the file is empty") == true)
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
