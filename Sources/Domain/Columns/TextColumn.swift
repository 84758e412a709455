/// One text column of many rows as one run of bytes: what matching reads.
package struct TextColumn: Sendable {
    package var bytes: [UInt8] = []
    /// Where each row's text ends in `bytes`.
    package var ends: [Int] = []

    package init() {}

    package init(_ texts: [String]) {
        for text in texts { append(text.utf8) }
    }

    package var count: Int { ends.count }

    package func range(_ row: Int) -> Range<Int> {
        (row == 0 ? 0 : ends[row - 1])..<ends[row]
    }

    /// The row's text; an empty one is "no value".
    package subscript(row: Int) -> String {
        String(decoding: bytes[range(row)], as: UTF8.self)
    }

    package mutating func append(_ text: Bytes) {
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
    }

    package mutating func append(_ text: some Sequence<UInt8>) {
        bytes.append(contentsOf: text)
        ends.append(bytes.count)
    }
}
