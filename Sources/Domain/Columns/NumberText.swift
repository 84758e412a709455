/// Numbers as files and Salesforce write them, read from bytes: `-12`, `0.25`, `1.0E7`.
enum NumberText {
    /// An integer where it has neither fraction nor exponent and fits 64 bits, else a finite double.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> CellValue? {
        var index = 0
        var isNegative = false
        if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            index = 1
        }
        var mantissa: UInt64 = 0
        var digits = 0
        var decimals = 0
        var sawPoint = false
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "."), !sawPoint {
                sawPoint = true
            } else if byte >= 48, byte <= 57 {
                // Beyond eighteen digits the mantissa could overflow: the slow path reads those.
                guard digits < 18 else { return slowly(bytes) }
                mantissa = mantissa * 10 + UInt64(byte - 48)
                digits += 1
                if sawPoint { decimals += 1 }
            } else {
                return slowly(bytes)
            }
            index += 1
        }
        guard digits > 0 else { return nil }
        guard sawPoint else { return .integer(isNegative ? -Int64(mantissa) : Int64(mantissa)) }
        // Both are exact below 2^53 and 10^22, so one division rounds correctly.
        guard mantissa < 1 << 53 else { return slowly(bytes) }
        let magnitude = Double(mantissa) / powers[decimals]
        return .double(isNegative ? -magnitude : magnitude)
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    ]

    private static func slowly(_ bytes: UnsafeBufferPointer<UInt8>) -> CellValue? {
        // Swift would also take `nan`, `inf` and hexadecimal numbers.
        let isPlain = bytes.allSatisfy { byte in
            (48...57).contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "+") || byte | 0x20 == UInt8(ascii: "e")
        }
        guard isPlain else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        if let integer = Int64(text) { return .integer(integer) }
        guard let double = Double(text), double.isFinite else { return nil }
        return .double(double)
    }
}
