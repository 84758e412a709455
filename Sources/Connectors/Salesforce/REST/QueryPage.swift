import Domain
import NIOCore

/// One page of a REST query (S§5), its records read straight from the bytes.
struct QueryPage: Sendable {
    var totalSize = 0
    var isDone = true
    /// The path of the next page; nothing on the last one.
    var next: String?
    var rows: TextBatch

    init(_ body: ByteBuffer, reader: inout JSONRowReader, columnCount: Int) throws(JSONScanner.Fault) {
        var page = QueryPage(columnCount: columnCount)
        page.rows.bytes.reserveCapacity(body.readableBytes / 2)
        try body.withScanner { scanner throws(JSONScanner.Fault) in try page.read(&scanner, &reader) }
        self = page
    }

    private init(columnCount: Int) {
        rows = TextBatch(columnCount: columnCount)
    }

    private mutating func read(_ scanner: inout JSONScanner, _ reader: inout JSONRowReader) throws(JSONScanner.Fault) {
        try scanner.expect("{")
        guard try !scanner.skip("}") else { return }
        repeat {
            let key = try scanner.string().range
            try scanner.expect(":")
            switch String(decoding: scanner.slice(key), as: UTF8.self) {
            case "records": try scanner.readRows(&reader, into: &rows)
            case "totalSize":
                let value = try scanner.value()
                totalSize = Int(String(decoding: scanner.slice(value), as: UTF8.self)) ?? 0
            case "done": isDone = scanner.slice(try scanner.value()).first == UInt8(ascii: "t")
            case "nextRecordsUrl": next = try scanner.text()
            default: _ = try scanner.value()
            }
        } while try scanner.skip(",")
        try scanner.expect("}")
    }
}

extension JSONScanner {
    /// Reads a list of objects; `null` in place of one is passed over.
    mutating func readRows(_ reader: inout JSONRowReader, into rows: inout TextBatch) throws(Fault) {
        try expect("[")
        guard try !skip("]") else { return }
        repeat {
            if peek() == UInt8(ascii: "n") { _ = try word("null") } else { try reader.readRow(&self, into: &rows) }
        } while try skip(",")
        try expect("]")
    }

    /// A string, or nothing for `null`.
    fileprivate mutating func text() throws(Fault) -> String? {
        guard peek() == .quote else {
            _ = try value()
            return nil
        }
        let range = try string().range
        var bytes: [UInt8] = []
        try unescape(range, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension ByteBuffer {
    func withScanner<Answer>(
        _ body: (inout JSONScanner) throws(JSONScanner.Fault) -> Answer
    ) throws(JSONScanner.Fault) -> Answer {
        let result = withUnsafeReadableBytes { bytes -> Result<Answer, JSONScanner.Fault> in
            guard var scanner = JSONScanner(bytes) else { return .failure(.cutOff) }
            do throws(JSONScanner.Fault) {
                return .success(try body(&scanner))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}
