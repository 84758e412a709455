import Domain

/// Reads JSON objects into the rows of a batch, one column per wanted key.
///
/// Strings lose their escapes, numbers, `true` and `false` stay as they are written, `null` and an absent key are an
/// empty cell, a nested value that is itself wanted stays JSON text. A key that comes twice: the last one counts.
struct JSONRowReader {
    private var columns: JSONColumns
    private var cells: [Cell]
    /// The strings of the present row that held escapes.
    private var unescaped: [UInt8] = []

    /// The last column of the present row that was fed an object or a list.
    private(set) var nestedColumn: Int?

    private enum Cell {
        case empty
        case text(Range<Int>)
        case unescaped(Range<Int>)
    }

    init(columns names: [String], ignoresCase: Bool = false, splitsPaths: Bool = false) {
        columns = JSONColumns(names, ignoresCase: ignoresCase, splitsPaths: splitsPaths)
        cells = Array(repeating: .empty, count: names.count)
    }

    var unknownNames: [String] { columns.unknownNames }

    /// Reads one object; the batch changes only if the whole object could be read.
    mutating func readRow(_ scanner: inout JSONScanner, into batch: inout TextBatch) throws(JSONScanner.Fault) {
        for column in cells.indices { cells[column] = .empty }
        unescaped.removeAll(keepingCapacity: true)
        nestedColumn = nil
        try readObject(&scanner, node: 0)
        for cell in cells {
            switch cell {
            case .empty: break
            case .text(let range): batch.bytes.append(contentsOf: scanner.slice(range))
            case .unescaped(let range): batch.bytes.append(contentsOf: unescaped[range])
            }
            batch.endCell()
        }
    }

    private mutating func readObject(_ scanner: inout JSONScanner, node: Int) throws(JSONScanner.Fault) {
        try scanner.expect("{")
        guard try !scanner.skip("}") else { return }
        var place = 0
        repeat {
            let key = try scanner.string()
            try scanner.expect(":")
            switch try target(of: key, scanner, place, node) {
            case .column(let column):
                let first = scanner.peek()
                if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { nestedColumn = column }
                cells[column] = try readCell(&scanner)
            case .object(let child):
                if scanner.peek() == UInt8(ascii: "{") {
                    try readObject(&scanner, node: child)
                } else {
                    _ = try scanner.value()
                }
            case .none: _ = try scanner.value()
            }
            place += 1
        } while try scanner.skip(",")
        try scanner.expect("}")
    }

    private mutating func target(
        of key: (range: Range<Int>, hasEscapes: Bool), _ scanner: JSONScanner, _ place: Int, _ node: Int
    ) throws(JSONScanner.Fault) -> JSONColumns.Target {
        guard key.hasEscapes else { return columns.target(of: scanner.slice(key.range), at: place, in: node) }
        var plain: [UInt8] = []
        try scanner.unescape(key.range, into: &plain)
        return plain.withUnsafeBytes { columns.target(of: $0, at: place, in: node) }
    }

    private mutating func readCell(_ scanner: inout JSONScanner) throws(JSONScanner.Fault) -> Cell {
        switch scanner.peek() {
        case UInt8.quote:
            let (range, hasEscapes) = try scanner.string()
            guard hasEscapes else { return .text(range) }
            let start = unescaped.count
            try scanner.unescape(range, into: &unescaped)
            return .unescaped(start..<unescaped.count)
        case UInt8(ascii: "n"):
            _ = try scanner.word("null")
            return .empty
        default:
            return .text(try scanner.value())
        }
    }
}
