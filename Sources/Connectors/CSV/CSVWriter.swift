package import Domain

/// Writes comma-separated values (RFC 4180) into a growing run of bytes, with LF line ends.
package struct CSVWriter: Sendable {
    package enum Quoting: Sendable {
        /// Only what would be read differently without quotes.
        case whereNeeded
        case always
    }

    /// What has been written since the last `take`.
    package private(set) var bytes: [UInt8] = []

    private let delimiter: UInt8
    private let quoting: Quoting
    private var isAtRowStart = true
    private var rowStart = 0

    package init(delimiter: UInt8 = UInt8(ascii: ","), quoting: Quoting = .whereNeeded) {
        self.delimiter = delimiter
        self.quoting = quoting
    }

    package mutating func take() -> [UInt8] {
        defer {
            bytes.removeAll()
            rowStart = 0
        }
        return bytes
    }

    package mutating func append(_ cell: some StringProtocol) {
        append(cell.utf8)
    }

    package mutating func append(_ cell: some Collection<UInt8>) {
        if !isAtRowStart { bytes.append(delimiter) }
        isAtRowStart = false
        guard quoting == .always || cell.contains(where: needsQuotes) else {
            bytes.append(contentsOf: cell)
            return
        }
        bytes.append(.quote)
        for byte in cell {
            if byte == .quote { bytes.append(.quote) }
            bytes.append(byte)
        }
        bytes.append(.quote)
    }

    package mutating func endRow() {
        // A row of one empty cell would be a blank line, which readers skip.
        if bytes.count == rowStart { bytes += [.quote, .quote] }
        bytes.append(.lineFeed)
        isAtRowStart = true
        rowStart = bytes.count
    }

    package mutating func appendRow(_ cells: [String]) {
        for cell in cells { append(cell) }
        endRow()
    }

    /// All rows of a batch, its columns in their order.
    package mutating func append(_ batch: TextBatch) {
        for row in 0..<batch.rowCount {
            for column in 0..<batch.columnCount { append(batch.bytes[batch.range(row: row, column: column)]) }
            endRow()
        }
    }

    private func needsQuotes(_ byte: UInt8) -> Bool {
        byte == delimiter || byte == .quote || byte == .lineFeed || byte == .carriageReturn
    }
}
