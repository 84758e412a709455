/// The written forms of numbers.
enum NumberText {
    static func number(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        guard let first = bytes.first,
            first == 0x2D || first == 0x2B || first == 0x2E || (first >= 0x30 && first <= 0x39)
        else { return nil }
        if bytes.count <= 15, let whole = plainInteger(bytes) { return Double(whole) }
        let number = Double(String(decoding: bytes, as: UTF8.self))
        return number?.isFinite == true ? number : nil
    }

    private static func plainInteger(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var value = 0
        for byte in bytes {
            let digit = byte &- 0x30
            guard digit < 10 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }

    /// `1000` for whole-number types, `1000.0` for the others.
    static func write(_ number: Double, isWhole: Bool, to output: inout [UInt8]) {
        if number == number.rounded(), abs(number) < 1e15 {
            output.append(contentsOf: String(Int64(number)).utf8)
            if !isWhole { output.append(contentsOf: ".0".utf8) }
            return
        }
        for byte in number.description.utf8 where byte != UInt8(ascii: "+") {
            output.append(byte == UInt8(ascii: "e") ? UInt8(ascii: "E") : byte)
        }
    }
}
