package import Domain

/// Comma-separated values (RFC 4180), read as their bytes arrive.
///
/// Feed chunks of any size, then `take` the whole rows; a row that spans two chunks waits for its end. LF, CRLF and CR
/// end a line, quoted values hold line breaks, a byte-order mark is skipped, blank lines do not count. A row that
/// cannot be taken becomes a `RejectedRow` and the next line goes on. Memory holds the rows not yet taken and at most
/// `rowLimit` bytes of the row being read.
package struct CSVReader: Sendable {
    /// The names in the first row, once it has been read.
    package private(set) var header: [String]?
    /// Why the header could not be read; nothing after it is.
    package private(set) var headerFault: String?

    /// How much `take` would hand out.
    package var waitingRows: Int { lines.count }
    package var waitingBytes: Int { rowStart }

    private let delimiter: UInt8
    private let rowLimit: Int
    private var state = State.start
    private var byteOrderMarkLength = 0

    private var bytes: [UInt8] = []
    private var ends: [UInt32] = []
    private var lines: [UInt32] = []
    private var rejected: [RejectedRow] = []

    private var line: UInt32 = 1
    private var columnCount = 0
    /// Where the row being read begins: its line, its place in `bytes` and in `ends`.
    private var rowLine: UInt32 = 1
    private var rowStart = 0
    private var rowCells = 0
    private var isAfterCarriageReturn = false

    private enum State {
        case start, rowStart, cellStart, plain, quoted, afterQuote, skipping, afterCarriageReturn, finished
    }

    package init(delimiter: UInt8 = UInt8(ascii: ","), rowLimit: Int = 16 << 20) {
        self.delimiter = delimiter
        self.rowLimit = rowLimit
    }

    /// The rows read since the last call; empty before the header is known.
    package mutating func take() -> TextBatch {
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

    /// The rows refused since the last call.
    package mutating func takeRejected() -> [RejectedRow] {
        defer { rejected = [] }
        return rejected
    }

    package mutating func feed(_ chunk: [UInt8]) {
        chunk.withUnsafeBytes { feed($0) }
    }

    package mutating func feed(_ chunk: UnsafeRawBufferPointer) {
        guard let text = ByteSearch(chunk) else { return }
        var position = 0
        while position < text.count {
            switch state {
            case .start: position = skipByteOrderMark(text, position)
            case .rowStart:
                if text[position].isLineEnd {
                    endLine(text[position])
                    position += 1
                } else {
                    rowLine = line
                    state = .cellStart
                }
            case .cellStart:
                if text[position] == .quote {
                    state = .quoted
                    position += 1
                } else {
                    state = .plain
                }
            case .plain: position = readPlain(text, position)
            case .quoted: position = readQuoted(text, position)
            case .afterQuote: position = readAfterQuote(text, position)
            case .skipping:
                position = text.cellEnd(.lineFeed, from: position)
                if position < text.count { state = .rowStart }
            case .afterCarriageReturn:
                if text[position] == .lineFeed { position += 1 }
                state = .rowStart
            case .finished: return
            }
        }
    }

    /// Ends the last row, which needs no line end.
    package mutating func finish() {
        switch state {
        case .cellStart, .plain, .afterQuote:
            endCell()
            endRow()
        case .quoted: reject("a quoted value is never closed (the file may be cut off)")
        default: break
        }
        if header == nil, headerFault == nil { headerFault = "the file is empty: a header row was expected" }
        state = .finished
    }
}

// MARK: - Cells

extension CSVReader {
    private mutating func readPlain(_ text: ByteSearch, _ start: Int) -> Int {
        let end = text.cellEnd(delimiter, from: start)
        let kept = min(end, start + allowance)
        bytes.append(contentsOf: text.slice(start..<kept))
        guard kept == end else { return rejectTooLong(kept) }
        guard end < text.count else { return end }
        endCell()
        let byte = text[end]
        if byte == delimiter {
            state = .cellStart
        } else {
            endRow()
            endLine(byte)
        }
        return end + 1
    }

    private mutating func readQuoted(_ text: ByteSearch, _ start: Int) -> Int {
        let (end, mayHoldBreak) = text.run(to: .quote, from: start)
        let kept = min(end, start + allowance)
        bytes.append(contentsOf: text.slice(start..<kept))
        if mayHoldBreak {
            countLines(text.slice(start..<kept))
        } else if end > start {
            isAfterCarriageReturn = false
        }
        guard kept == end else { return rejectTooLong(kept) }
        guard end < text.count else { return end }
        isAfterCarriageReturn = false
        state = .afterQuote
        return end + 1
    }

    private mutating func readAfterQuote(_ text: ByteSearch, _ position: Int) -> Int {
        let byte = text[position]
        if byte == delimiter {
            endCell()
            state = .cellStart
        } else if byte == .quote {
            bytes.append(.quote)
            state = .quoted
        } else if byte.isLineEnd {
            endCell()
            endRow()
            endLine(byte)
        } else {
            reject("text follows a closing quote")
            return position
        }
        return position + 1
    }

    @inline(__always) private mutating func endCell() {
        ends.append(UInt32(truncatingIfNeeded: bytes.count))
    }

    private mutating func endLine(_ byte: UInt8) {
        line += 1
        guard state != .finished else { return }
        state = byte == .carriageReturn ? .afterCarriageReturn : .rowStart
    }

    /// Counts the line breaks inside a quoted value: CRLF is one, also when a chunk ends between the two.
    private mutating func countLines(_ run: UnsafeRawBufferPointer) {
        for byte in run {
            if byte == .carriageReturn || (byte == .lineFeed && !isAfterCarriageReturn) { line += 1 }
            isAfterCarriageReturn = byte == .carriageReturn
        }
    }

    /// How many bytes more the row may have; each cell's end counts as its four.
    @inline(__always) private var allowance: Int {
        max(0, rowLimit - (bytes.count - rowStart) - 4 * (ends.count - rowCells))
    }

    private mutating func rejectTooLong(_ position: Int) -> Int {
        reject("the row is longer than \(rowLimit) bytes")
        return position
    }

    private mutating func skipByteOrderMark(_ text: ByteSearch, _ start: Int) -> Int {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var position = start
        while byteOrderMarkLength < mark.count, position < text.count {
            guard text[position] == mark[byteOrderMarkLength] else {
                // What looked like the beginning of a mark was text.
                bytes += mark[..<byteOrderMarkLength]
                state = byteOrderMarkLength == 0 ? .rowStart : .plain
                return position
            }
            byteOrderMarkLength += 1
            position += 1
        }
        if byteOrderMarkLength == mark.count { state = .rowStart }
        return position
    }
}

// MARK: - Rows

extension CSVReader {
    private mutating func endRow() {
        let cells = ends.count - rowCells
        guard isRowUTF8() else { return dropRow("the row is not valid UTF-8") }
        guard header != nil else { return takeHeader() }
        guard cells == columnCount else {
            return dropRow("the row has \(cells) values, the header has \(columnCount)")
        }
        lines.append(rowLine)
        rowStart = bytes.count
        rowCells = ends.count
    }

    private mutating func takeHeader() {
        let row = TextBatch(columnCount: ends.count, bytes: bytes, ends: ends)
        let names = (0..<row.columnCount).map { row.string(row: 0, column: $0).trimmingASCIISpaces() }
        if let twice = Dictionary(grouping: names, by: \.self).first(where: { $0.value.count > 1 && !$0.key.isEmpty }) {
            return dropRow("the header names the column '\(twice.key)' more than once")
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

    /// Refuses a row in its middle and goes on after the end of the present line.
    private mutating func reject(_ reason: String) {
        dropRow(line == rowLine ? reason : "\(reason) (lines \(rowLine) to \(line))")
        if state != .finished { state = .skipping }
    }

    private mutating func dropRow(_ reason: String) {
        if header == nil {
            headerFault = reason
            state = .finished
        } else {
            rejected.append(RejectedRow(line: rowLine, reason: reason))
        }
        bytes.removeLast(bytes.count - rowStart)
        ends.removeLast(ends.count - rowCells)
        isAfterCarriageReturn = false
    }
}

extension TextBatch {
    fileprivate init(columnCount: Int, bytes: [UInt8], ends: [UInt32]) {
        self.init(columnCount: columnCount)
        self.bytes = bytes
        self.ends = ends
    }
}

extension UInt8 {
    @inline(__always) fileprivate var isLineEnd: Bool { self == .lineFeed || self == .carriageReturn }
}

extension String {
    fileprivate func trimmingASCIISpaces() -> String {
        var text = self[...]
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return String(text)
    }
}
