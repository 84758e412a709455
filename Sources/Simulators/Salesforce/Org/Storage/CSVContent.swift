/// A CSV file kept as it is, with the place of every cell: four bytes a cell beside the file's own.
///
/// Cells stay quoted; `withCell` takes the quotes away.
final class CSVContent: Sendable {
    let header: [String]
    let rowCount: Int
    private let bytes: [UInt8]
    /// For each row the starts of its cells and its end, relative to the base of its block of rows.
    private let starts: [UInt32]
    private let blockBases: [Int]
    private static let blockShift = 16

    init(_ bytes: consuming [UInt8], name: String) throws(OrgDataError) {
        var scanner = CSVScanner(name: name)
        try scanner.scan(bytes)
        self.bytes = bytes
        header = scanner.header
        rowCount = scanner.rowCount
        starts = scanner.starts
        blockBases = scanner.blockBases
    }

    /// A table without rows.
    init() {
        bytes = []
        header = []
        rowCount = 0
        starts = []
        blockBases = []
    }

    /// Where the cell stands in the file, quotes included.
    @inline(__always)
    private func range(row: Int, column: Int) -> (start: Int, end: Int) {
        let base = blockBases[row >> Self.blockShift]
        let first = row * (header.count + 1)
        let start = base + Int(starts[first + column])
        let next = base + Int(starts[first + column + 1])
        return (start, column == header.count - 1 ? next : next - 1)
    }

    /// Gives the cell's content; quotes are taken away and doubled quotes made single.
    @inline(__always)
    func withCell<R>(row: Int, column: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        let (start, end) = range(row: row, column: column)
        return bytes.withUnsafeBufferPointer { all in
            guard end - start >= 2, all[start] == UInt8(ascii: "\"") else {
                return body(UnsafeBufferPointer(rebasing: all[start..<end]))
            }
            let inside = UnsafeBufferPointer(rebasing: all[start + 1..<end - 1])
            guard inside.contains(UInt8(ascii: "\"")) else { return body(inside) }
            return Self.undoubled(inside).withUnsafeBufferPointer(body)
        }
    }

    /// Gives the cell as it stands in the file; quoted or not.
    @inline(__always)
    func withRawCell<R>(row: Int, column: Int, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
        let (start, end) = range(row: row, column: column)
        return bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<end])) }
    }

    private static func undoubled(_ bytes: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            result.append(bytes[index])
            index += bytes[index] == UInt8(ascii: "\"") ? 2 : 1
        }
        return result
    }

    func text(row: Int, column: Int) -> String {
        withCell(row: row, column: column) { String(decoding: $0, as: UTF8.self) }
    }

    func isEmpty(row: Int, column: Int) -> Bool {
        withCell(row: row, column: column) { $0.isEmpty }
    }

    /// The line of the file on which a row begins, for messages; quoted line breaks count.
    func line(ofRow row: Int) -> Int {
        let start = range(row: row, column: 0).start
        return bytes[..<start].count { $0 == 0x0A } + 1
    }
}
