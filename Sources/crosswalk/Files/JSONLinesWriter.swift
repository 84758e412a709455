import Domain

/// Rows as JSON Lines, with the columns' names as keys; an empty cell is null.
struct JSONLinesWriter {
    private let keys: [[UInt8]]
    private let isUnquoted: [Bool]

    init(names: [String], unquoted: Set<String>) {
        keys = names.map { name in
            var key: [UInt8] = []
            Self.append(name.utf8, quotedTo: &key)
            key.append(UInt8(ascii: ":"))
            return key
        }
        isUnquoted = names.map(unquoted.contains)
    }

    func bytes(of batch: TextBatch) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(batch.bytes.count * 2)
        for row in 0..<batch.rowCount {
            out.append(UInt8(ascii: "{"))
            for column in keys.indices {
                if column > 0 { out.append(UInt8(ascii: ",")) }
                out += keys[column]
                let cell = batch.bytes[batch.range(row: row, column: column)]
                if cell.isEmpty {
                    out += Array("null".utf8)
                } else if isUnquoted[column] {
                    out += cell
                } else {
                    Self.append(cell, quotedTo: &out)
                }
            }
            out += [UInt8(ascii: "}"), UInt8(ascii: "\n")]
        }
        return out
    }

    private static func append(_ text: some Sequence<UInt8>, quotedTo out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): out += Array("\\n".utf8)
            case UInt8(ascii: "\r"): out += Array("\\r".utf8)
            case UInt8(ascii: "\t"): out += Array("\\t".utf8)
            case 0..<0x20:
                let hex = Array("0123456789abcdef".utf8)
                out += Array("\\u00".utf8) + [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}
