import Domain
import Testing

@Suite struct SearchKeyTests {
    /// Values around each character of the first blocks, and what may stand beside it.
    private static let values: [String] = (0x20..<0x250).flatMap { code in
        let character = Unicode.Scalar(code).map(String.init) ?? ""
        let neighbours = ["", "x", "X", "xX", "é", "e\u{301}", " ", "x ", "ß"]
        return neighbours.flatMap { ["\($0)\(character)", "\(character)\($0)"] }
    }

    @Test(arguments: [true, false])
    func `what is passed over at a glance is what folding would not change`(foldsASCII: Bool) {
        for value in Self.values {
            let folded = SearchKey.folded(value)
            let found =
                foldsASCII
                ? [folded.utf8.elementsEqual(value.utf8.map(lower))]
                : [folded.utf8.elementsEqual(value.utf8), folded.utf8.map(upper).elementsEqual(value.utf8)]
            let expected = found.contains(true) || folded.isEmpty ? nil : folded
            let exception = Array(value.utf8).withUnsafeBufferPointer {
                SearchKey.exception($0, foldsASCII: foldsASCII)
            }
            #expect(exception == expected, "\(value.unicodeScalars.map { String($0.value, radix: 16) })")
        }
    }

    private func lower(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }
    private func upper(_ byte: UInt8) -> UInt8 { (97...122).contains(byte) ? byte - 32 : byte }
}
