import Domain

/// The rows that a `CSVReader` has put together and the one it is at work on, cell after cell.
struct CSVRows {
    private(set) var header: [String]?
    private(set) var headerFault: String?

    private let rowLimit: Int
    private let keepsRejectedCells: Bool
    /// A refused row that is longer is told without its cells.
    private static let keptBytes = 64 << 10
    private var columnCount = 0
    private var bytes: [UInt8] = []
    private var ends: [UInt32] = []
    private var lines: [UInt32] = []
    private var rejected: [RejectedRow] = []
    /// Where the present row begins: its line, its place in `bytes` and in `ends`.
    private(set) var rowLine: UInt32 = 1
    private var rowStart = 0
    private var rowCells = 0

    init(rowLimit: Int, keepsRejectedCells: Bool) {
        self.rowLimit = rowLimit
        self.keepsRejectedCells = keepsRejectedCells
    }

    var wholeRows: Int { lines.count }
    var wholeBytes: Int { rowStart }
    var rejectedRows: Int { rejected.count }
    /// How long the present row is so far, and its text from a place in it on.
    var rowByteCount: Int { bytes.count - rowStart }
    func rowText(from offset: Int) -> ArraySlice<UInt8> { bytes[(rowStart + offset)...] }

    /// How many bytes more the present row may have; each cell's end counts as its four.
    @inline(__always) var allowance: Int {
        max(0, rowLimit - (bytes.count - rowStart) - 4 * (ends.count - rowCells))
    }

    mutating func beginRow(line: UInt32) {
        rowLine = line
    }

    @inline(__always) mutating func append(_ text: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: text)
    }

    @inline(__always) mutating func append(_ byte: UInt8) {
        bytes.append(byte)
    }

    @inline(__always) mutating func endCell() {
        ends.append(UInt32(truncatingIfNeeded: bytes.count))
    }

    mutating func endRow() {
        let cells = ends.count - rowCells
        guard isRowUTF8() else { return drop("the row is not UTF-8; save the file as UTF-8") }
        guard header != nil else { return takeHeader() }
        guard cells == columnCount else { return drop("the row has \(cells) values, the header has \(columnCount)") }
        lines.append(rowLine)
        rowStart = bytes.count
        rowCells = ends.count
    }

    /// Refuses the present row; without a header that is the end of the file.
    mutating func drop(_ reason: String) {
        if header == nil {
            headerFault = reason
        } else {
            let cells = keepsRejectedCells && rowByteCount <= Self.keptBytes ? presentCells() : []
            rejected.append(RejectedRow(line: rowLine, reason: reason, cells: cells))
        }
        bytes.removeLast(bytes.count - rowStart)
        ends.removeLast(ends.count - rowCells)
    }

    /// The present row's whole cells.
    private func presentCells() -> [String] {
        var start = rowStart
        return ends[rowCells...].map { end in
            defer { start = Int(end) }
            return String(decoding: bytes[start..<Int(end)], as: UTF8.self)
        }
    }

    mutating func finish() {
        if header == nil, headerFault == nil { headerFault = "the file is empty: a header row was expected" }
    }

    /// The whole rows; what there is of the present one stays.
    mutating func take() -> TextBatch {
        var batch = TextBatch(columnCount: columnCount)
        guard header != nil, !lines.isEmpty else { return batch }
        let restBytes = Array(bytes[rowStart...])
        let restEnds = ends[rowCells...].map { $0 - UInt32(rowStart) }
        bytes.removeLast(restBytes.count)
        ends.removeLast(restEnds.count)
        swap(&batch.bytes, &bytes)
        swap(&batch.ends, &ends)
        swap(&batch.lines, &lines)
        bytes.reserveCapacity(batch.bytes.count)
        bytes += restBytes
        ends += restEnds
        rowStart = 0
        rowCells = 0
        return batch
    }

    mutating func takeRejected() -> [RejectedRow] {
        defer { rejected = [] }
        return rejected
    }

    private mutating func takeHeader() {
        var row = TextBatch(columnCount: ends.count)
        (row.bytes, row.ends) = (bytes, ends)
        let names = (0..<row.columnCount).map { row.string(row: 0, column: $0).trimmingBlanks() }
        if let twice = Dictionary(grouping: names, by: \.self).first(where: { $0.value.count > 1 && !$0.key.isEmpty }) {
            return drop("the header names the column '\(twice.key)' more than once")
        }
        header = names
        columnCount = names.count
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    /// A cell that starts with the rest of a character was cut inside one.
    private func isRowUTF8() -> Bool {
        bytes.withUnsafeBytes { all in
            let row = UnsafeRawBufferPointer(rebasing: all[rowStart...])
            guard let search = ByteSearch(row), !search.isASCII else { return true }
            guard isUTF8(row) else { return false }
            return ends[rowCells...].allSatisfy { end in
                Int(end) >= all.count || all[Int(end)] & 0xC0 != 0x80
            }
        }
    }
}

extension String {
    fileprivate func trimmingBlanks() -> String {
        var text = self[...]
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return String(text)
    }
}
