/// A record id: fifteen case-sensitive characters in two words, from which the three checksum characters follow.
struct SalesforceID: Hashable, Sendable {
    fileprivate let high: UInt64
    fileprivate let low: UInt64

    /// Reads the 15- or the 18-character form; nil for anything else, a wrong checksum included.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.count == 15 || bytes.count == 18, bytes.allSatisfy(Self.isIDCharacter) else { return nil }
        self.init(unchecked: bytes)
        if bytes.count == 18 {
            let checksum = self.checksum
            // Salesforce takes the checksum in either case, since the 18-character form exists to survive case folding.
            guard bytes[15] & 0xDF == checksum.0 & 0xDF, bytes[16] & 0xDF == checksum.1 & 0xDF,
                bytes[17] & 0xDF == checksum.2 & 0xDF
            else { return nil }
        }
    }

    init?(_ text: String) {
        var text = text
        guard let id = text.withUTF8({ SalesforceID($0) }) else { return nil }
        self = id
    }

    /// Packs the first fifteen bytes as they are.
    init(unchecked bytes: UnsafeBufferPointer<UInt8>) {
        var high: UInt64 = 0
        var low: UInt64 = 0
        for index in 0..<8 { high = high << 8 | UInt64(bytes[index]) }
        for index in 8..<15 { low = low << 8 | UInt64(bytes[index]) }
        self.high = high
        self.low = low
    }

    /// The id of this number under a key prefix, in an instance of our own.
    init(prefix: String, instance: String = "5g", number: UInt64) {
        var characters = Array(prefix.utf8.prefix(3)) + Array(instance.utf8.prefix(2)) + Array("00000".utf8)
        var rest = number
        var digits: [UInt8] = []
        for _ in 0..<5 {
            digits.append(Self.digits[Int(rest % 62)])
            rest /= 62
        }
        characters.append(contentsOf: digits.reversed())
        // Beyond 62^5 the instance's zeros carry on.
        var place = 9
        while rest > 0 {
            characters[place] = Self.digits[Int(rest % 62)]
            rest /= 62
            place -= 1
        }
        self = characters.withUnsafeBufferPointer { SalesforceID(unchecked: $0) }
    }

    static let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
    private static let checksumAlphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ012345".utf8)

    private static func isIDCharacter(_ byte: UInt8) -> Bool {
        (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x61 && byte <= 0x7A)
    }

    func byte(at index: Int) -> UInt8 {
        index < 8
            ? UInt8(truncatingIfNeeded: high >> UInt64(56 - index * 8))
            : UInt8(truncatingIfNeeded: low >> UInt64(48 - (index - 8) * 8))
    }

    var checksum: (UInt8, UInt8, UInt8) {
        (checksumCharacter(from: 0), checksumCharacter(from: 5), checksumCharacter(from: 10))
    }

    private func checksumCharacter(from start: Int) -> UInt8 {
        var bits = 0
        for index in 0..<5 {
            let byte = byte(at: start + index)
            if byte >= 0x41 && byte <= 0x5A { bits |= 1 << index }
        }
        return Self.checksumAlphabet[bits]
    }

    /// The eighteen characters.
    func write(to output: inout [UInt8]) {
        for index in 0..<15 { output.append(byte(at: index)) }
        let checksum = checksum
        output.append(checksum.0)
        output.append(checksum.1)
        output.append(checksum.2)
    }

    var text: String {
        var bytes: [UInt8] = []
        write(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    var keyPrefix: String { String(text.prefix(3)) }

    /// Well mixed bits for an open-addressing table.
    var mixed: UInt64 {
        var hash = (high ^ (low &* 0x9E37_79B9_7F4A_7C15)) &* 0xD6E8_FEB8_6659_FD93
        hash ^= hash >> 32
        return hash &* 0xD6E8_FEB8_6659_FD93
    }
}

extension SalesforceID {
    func isBefore(_ other: SalesforceID) -> Bool {
        high != other.high ? high < other.high : low < other.low
    }
}
