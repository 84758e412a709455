package import Domain

/// Comma-separated values (RFC 4180), read as their bytes arrive.
///
/// Feed chunks of any size, then `take` the whole rows; a row that spans two chunks waits for its end. LF, CRLF and CR
/// end a line, quoted values hold line breaks, a byte-order mark is skipped, blank lines do not count. A row that
/// cannot be taken becomes a `RejectedRow` and the next line goes on, also where a quote that is never closed seemed to
/// swallow it. Memory holds the rows not yet taken and at most
/// `rowLimit` bytes of the row being read.
package struct CSVReader: Sendable {
    private let delimiter: UInt8
    private let rowLimit: Int
    private var rows: CSVRows
    private var state = State.start
    private var byteOrderMarkLength = 0
    private var line: UInt32 = 1
    /// Inside a quoted value: CRLF is one line break, also when a chunk ends between the two.
    private var isAfterCarriageReturn = false
    /// Where the second line of the present quoted value begins: a stray quote costs its own line and no other.
    private var secondLine: (offset: Int, line: UInt32)?
    private var replays = 0

    private enum State {
        case start, rowStart, cellStart, plain, quoted, afterQuote, skipping, afterCarriageReturn, finished
    }

    package init(
        delimiter: UInt8 = UInt8(ascii: ","), rowLimit: Int = 16 << 20, keepsRejectedCells: Bool = false
    ) {
        self.delimiter = delimiter
        self.rowLimit = rowLimit
        rows = CSVRows(rowLimit: rowLimit, keepsRejectedCells: keepsRejectedCells)
    }

    /// The names in the first row, once it has been read.
    package var header: [String]? { rows.header }
    /// Why the header could not be read; nothing after it is.
    package var headerFault: String? { rows.headerFault }
    /// How much `take` would hand out.
    package var waitingRows: Int { rows.wholeRows }
    package var waitingBytes: Int { rows.wholeBytes }
    package var waitingRejected: Int { rows.rejectedRows }

    /// The rows read since the last call; empty before the header is known.
    package mutating func take() -> TextBatch {
        rows.take()
    }

    /// The rows refused since the last call.
    package mutating func takeRejected() -> [RejectedRow] {
        rows.takeRejected()
    }

    package mutating func feed(_ chunk: [UInt8]) {
        chunk.withUnsafeBytes { feed($0) }
    }

    package mutating func feed(_ chunk: UnsafeRawBufferPointer) {
        if let text = ByteSearch(chunk) { read(text) }
    }

    private mutating func read(_ text: ByteSearch) {
        var position = 0
        while position < text.count {
            switch state {
            case .start: position = skipByteOrderMark(text, position)
            case .rowStart:
                if text[position].isLineEnd {
                    endLine(text[position])
                    position += 1
                } else {
                    rows.beginRow(line: line)
                    state = .cellStart
                }
            case .cellStart:
                if text[position] == .quote {
                    state = .quoted
                    secondLine = nil
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
        while state == .quoted { reject("a quoted value is never closed (the file may be cut off)") }
        if state == .cellStart || state == .plain || state == .afterQuote {
            rows.endCell()
            rows.endRow()
        }
        rows.finish()
        state = .finished
    }
}

// MARK: - Cells

extension CSVReader {
    private mutating func readPlain(_ text: ByteSearch, _ start: Int) -> Int {
        let end = text.cellEnd(delimiter, from: start)
        let kept = min(end, start + rows.allowance)
        rows.append(text.slice(start..<kept))
        guard kept == end else { return rejectTooLong(kept) }
        guard end < text.count else { return end }
        endCell(text[end])
        return end + 1
    }

    private mutating func readQuoted(_ text: ByteSearch, _ start: Int) -> Int {
        let (end, mayHoldBreak) = text.run(to: .quote, from: start)
        let kept = min(end, start + rows.allowance)
        let run = text.slice(start..<kept)
        rows.append(run)
        if mayHoldBreak {
            countLines(run)
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
        if byte == .quote {
            rows.append(.quote)
            state = .quoted
        } else if byte == delimiter || byte.isLineEnd {
            endCell(byte)
        } else {
            reject("text follows a closing quote")
            return position
        }
        return position + 1
    }

    @inline(__always) private mutating func endCell(_ byte: UInt8) {
        rows.endCell()
        if byte == delimiter {
            state = .cellStart
        } else {
            rows.endRow()
            endLine(byte)
        }
    }

    private mutating func endLine(_ byte: UInt8) {
        line &+= 1
        if rows.headerFault != nil {
            state = .finished
        } else {
            state = byte == .carriageReturn ? .afterCarriageReturn : .rowStart
        }
    }

    private mutating func countLines(_ run: UnsafeRawBufferPointer) {
        let start = rows.rowByteCount - run.count
        for (index, byte) in run.enumerated() {
            let isSecondHalf = byte == .lineFeed && isAfterCarriageReturn
            isAfterCarriageReturn = byte == .carriageReturn
            if isSecondHalf {
                if secondLine?.offset == start + index { secondLine?.offset += 1 }
            } else if byte.isLineEnd {
                line &+= 1
                if secondLine == nil { secondLine = (start + index + 1, line) }
            }
        }
    }

    private mutating func rejectTooLong(_ position: Int) -> Int {
        reject("the row is longer than \(rowLimit) bytes")
        return position
    }

    /// Refuses a row in its middle and goes on after the end of its line.
    private mutating func reject(_ reason: String) {
        let rest = restAfterFirstLine()
        rows.drop(rest != nil || line == rows.rowLine ? reason : "\(reason) (lines \(rows.rowLine) to \(line))")
        isAfterCarriageReturn = false
        guard rows.headerFault == nil else {
            state = .finished
            return
        }
        guard let rest, let secondLine else {
            state = .skipping
            return
        }
        line = secondLine.line
        state = .rowStart
        replays += 1
        feed(rest)
        replays -= 1
    }

    /// What the present quoted value swallowed after its first line, as it stood in the file.
    private func restAfterFirstLine() -> [UInt8]? {
        // One stray quote may hide another, but a file made of them is not worth more.
        guard let secondLine, replays < 16, state == .quoted || state == .afterQuote else { return nil }
        var rest = rows.rowText(from: secondLine.offset).flatMap { $0 == .quote ? [.quote, .quote] : [$0] }
        if state == .afterQuote { rest.append(.quote) }
        return rest
    }

    private mutating func skipByteOrderMark(_ text: ByteSearch, _ start: Int) -> Int {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var position = start
        while byteOrderMarkLength < mark.count, position < text.count {
            guard text[position] == mark[byteOrderMarkLength] else {
                // What looked like the beginning of a mark was text.
                for byte in mark[..<byteOrderMarkLength] { rows.append(byte) }
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

extension UInt8 {
    @inline(__always) fileprivate var isLineEnd: Bool { self == .lineFeed || self == .carriageReturn }
}
