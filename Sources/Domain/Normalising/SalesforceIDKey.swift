/// A Salesforce id in its form of 18 characters, so that both forms of an id are one (D§6).
package enum SalesforceIDKey {
    /// The form of 18 characters of an id that a person gave.
    ///
    /// - Throws: a sentence where it is none.
    package static func full(_ text: String) throws(PlainError) -> String {
        guard let id = KeyNormaliser.salesforceID.key(of: text) else {
            throw PlainError("\(text) is no Salesforce id: those have 15 or 18 letters and digits.")
        }
        return id
    }

    static func write(_ raw: Bytes, to key: inout KeyWriter) {
        let id = raw.trimmedSpace
        guard id.count == 15 || id.count == 18, id.allSatisfy(\.isASCIILetterOrDigit), let source = id.baseAddress
        else {
            return key.clear()
        }
        let target = key.start(atMost: 18)
        target.update(from: source, count: id.count)
        if id.count == 15 { writeChecksum(of: id, to: target + 15) }
        key.finish(18)
    }

    /// Each of the last three characters says which of five are upper case.
    private static func writeChecksum(of id: Bytes, to target: UnsafeMutablePointer<UInt8>) {
        for part in 0..<3 {
            var value: UInt8 = 0
            for bit in 0..<5 where id[part * 5 + bit].isASCIIUpper { value |= 1 << UInt8(bit) }
            target[part] = value < 26 ? UInt8(ascii: "A") + value : UInt8(ascii: "0") + value - 26
        }
    }
}
