package import Domain

/// JSON Lines, read as their bytes arrive: one object a line, one column per wanted key.
///
/// Blank lines do not count; a line that is no object, or has one where a cell belongs, becomes a `RejectedRow` and the
/// next one goes on. Memory holds the rows not yet taken and at most `rowLimit` bytes of the line being read.
package struct JSONLinesReader: Sendable {
    package let columns: [String]

    private let rowLimit: Int
    private var rowReader: JSONRowReader
    private var batch: TextBatch
    private var rejected: [RejectedRow] = []
    private var line: UInt32 = 1
    /// The beginning of a line whose end has not arrived.
    private var started: [UInt8] = []
    private var isSkipping = false

    package init(columns: [String], rowLimit: Int = 16 << 20) {
        self.columns = columns
        self.rowLimit = rowLimit
        rowReader = JSONRowReader(columns: columns)
        batch = TextBatch(columnCount: columns.count)
    }

    /// Keys that no column was asked for, in the order of their first appearance.
    package var unknownNames: [String] { rowReader.unknownNames }

    package var waitingRejected: Int { rejected.count }

    package mutating func take() -> TextBatch {
        var taken = TextBatch(columnCount: columns.count)
        swap(&taken, &batch)
        return taken
    }

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
            let end = text.run(to: .lineFeed, from: position).end
            let part = text.slice(position..<end)
            if end < text.count { endLine(part) } else { keep(part) }
            position = end + 1
        }
    }

    package mutating func finish() {
        if !started.isEmpty { endLine(UnsafeRawBufferPointer(start: nil, count: 0)) }
    }

    private mutating func endLine(_ part: UnsafeRawBufferPointer) {
        if started.isEmpty, !isSkipping, part.count <= rowLimit {
            read(part)
        } else {
            keep(part)
            let whole = started
            started.removeAll(keepingCapacity: whole.count < 1 << 20)
            if !isSkipping { whole.withUnsafeBytes { read($0) } }
        }
        isSkipping = false
        line &+= 1
    }

    private mutating func keep(_ part: UnsafeRawBufferPointer) {
        guard !isSkipping else { return }
        if started.count + part.count > rowLimit {
            reject("the line is longer than \(rowLimit) bytes")
            started = []
            isSkipping = true
        } else {
            started.append(contentsOf: part)
        }
    }

    private mutating func read(_ text: UnsafeRawBufferPointer) {
        let text = line == 1 ? text.withoutByteOrderMark : text
        guard var scanner = JSONScanner(text), let first = scanner.peek() else { return }
        guard isUTF8(text) else { return reject("the line is not valid UTF-8") }
        guard first == UInt8(ascii: "{") else { return reject("the line is not a JSON object") }
        let rowLine = line
        do throws(JSONScanner.Fault) {
            try rowReader.readRow(&scanner, into: &batch)
            if let fault = fault(after: scanner) {
                batch.removeLastRow()
                reject(fault)
            } else {
                batch.lines.append(rowLine)
            }
        } catch {
            switch error {
            case .cutOff: reject("the line ends inside a value (the file may be cut off)")
            case .unexpected(let place): reject("the line is not valid JSON at byte \(place + 1)")
            }
        }
    }

    /// Why the row that was just read cannot be taken.
    private func fault(after scanner: JSONScanner) -> String? {
        var scanner = scanner
        if scanner.peek() != nil {
            return "something follows the object, at byte \(scanner.position + 1) of the line"
        }
        return rowReader.nestedColumn.map {
            "\(columns[$0]) holds an object or a list; a text, a number, true, false or null belongs there"
        }
    }

    private mutating func reject(_ reason: String) {
        rejected.append(RejectedRow(line: line, reason: reason))
    }
}

extension TextBatch {
    fileprivate mutating func removeLastRow() {
        ends.removeLast(columnCount)
        bytes.removeLast(bytes.count - Int(ends.last ?? 0))
    }
}

extension UnsafeRawBufferPointer {
    fileprivate var withoutByteOrderMark: UnsafeRawBufferPointer {
        starts(with: [0xEF, 0xBB, 0xBF]) ? UnsafeRawBufferPointer(rebasing: self[3...]) : self
    }
}
