/// A telephone number as it is compared: its digits, without an extension (D§6).
package enum PhoneKey {
    /// Fewer digits are no telephone number.
    private static let leastDigits = 5

    /// A number that names no country gets `country` (digits), instead of the zero it may begin with.
    static func write(_ raw: Bytes, country: [UInt8], to key: inout KeyWriter) {
        guard raw.isASCII else {
            var text = raw.string.compatible
            return text.withUTF8 { writeDigits(Bytes(start: $0.baseAddress, count: $0.count), country, &key) }
        }
        writeDigits(raw, country, &key)
    }

    private static func writeDigits(_ text: Bytes, _ country: [UInt8], _ key: inout KeyWriter) {
        let target = key.start(atMost: text.count + country.count)
        var count = 0
        var hasPlus = false
        for byte in text {
            if byte | 32 == UInt8(ascii: "x") { break }
            if byte.isASCIIDigit {
                target[count] = byte
                count += 1
            } else if byte == UInt8(ascii: "+"), count == 0 {
                hasPlus = true
            }
        }
        guard count >= leastDigits else { return key.clear() }
        key.finish(count)
        if !country.isEmpty, !hasPlus { addCountry(country, target, count, &key) }
    }

    private static func addCountry(
        _ country: [UInt8], _ digits: UnsafeMutablePointer<UInt8>, _ count: Int, _ key: inout KeyWriter
    ) {
        let zero = UInt8(ascii: "0")
        if digits[0] == zero, digits[1] == zero {
            // 00 is how a telephone dials the plus.
            for index in 2..<count { digits[index - 2] = digits[index] }
            return key.finish(count - 2)
        }
        // North American numbers are often written with their 1: eleven digits are whole.
        if country == [UInt8(ascii: "1")], count == 11, digits[0] == country[0] { return }
        let skipped = digits[0] == zero ? 1 : 0
        let shift = country.count - skipped
        if shift > 0 {
            for index in stride(from: count - 1, through: skipped, by: -1) { digits[index + shift] = digits[index] }
        } else if shift < 0 {
            for index in skipped..<count { digits[index + shift] = digits[index] }
        }
        for index in 0..<country.count { digits[index] = country[index] }
        key.finish(count + shift)
    }
}
