/// A whole number by its value: `10` is `10.0`, and a number with a fraction has no key (D§4, A2).
package enum WholeNumberKey {
    static func write(_ raw: Bytes, to key: inout KeyWriter) {
        let text = raw.trimmedSpace
        var index = 0
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative || text.first == UInt8(ascii: "+") { index = 1 }
        let firstDigit = index
        while index < text.count, text[index].isASCIIDigit { index += 1 }
        let digits = firstDigit..<index
        guard !digits.isEmpty else { return key.clear() }
        if index < text.count {
            guard text[index] == UInt8(ascii: "."), text.from(index + 1).allSatisfy({ $0 == UInt8(ascii: "0") }) else {
                return writeScientific(text, to: &key)
            }
        }
        write(text, digits: digits, isNegative: isNegative, to: &key)
    }

    private static func write(_ text: Bytes, digits: Range<Int>, isNegative: Bool, to key: inout KeyWriter) {
        let first = digits.first { text[$0] != UInt8(ascii: "0") } ?? digits.upperBound - 1
        let target = key.start(atMost: digits.upperBound - first + 1)
        var count = 0
        if isNegative, text[first] != UInt8(ascii: "0") {
            target[0] = UInt8(ascii: "-")
            count = 1
        }
        for index in first..<digits.upperBound {
            target[count] = text[index]
            count += 1
        }
        key.finish(count)
    }

    /// `1e3` and `1.5e1`, as databases write large numbers.
    private static func writeScientific(_ text: Bytes, to key: inout KeyWriter) {
        guard text.contains(where: { $0 | 32 == UInt8(ascii: "e") }), let number = Double(text.string),
            let whole = Int64(exactly: number)
        else { return key.clear() }
        key.set(String(whole))
    }
}
