/// What a cell of a batch holds, once read by its type: text stays where it lies.
package enum CellValue: Sendable, Hashable {
    case null
    /// The cell's own bytes.
    case text
    case integer(Int64)
    case double(Double)
}

extension CellType {
    /// Reads a cell, or returns nothing where it does not hold what the type demands.
    package func read(_ bytes: UnsafeBufferPointer<UInt8>) -> CellValue? {
        switch self {
        case .text:
            return bytes.isEmpty ? .null : .text
        case .userType:
            return bytes.isEmpty || Self.isUserType(bytes) ? .text : nil
        default:
            guard !bytes.isEmpty else { return .null }
        }
        switch self {
        case .number: return NumberText.read(bytes)
        case .boolean: return Self.boolean(bytes).map { .integer($0 ? 1 : 0) }
        case .timeOfDay: return Self.timeOfDay(bytes).map { .integer($0) }
        default: return ISO8601.milliseconds(in: bytes).map { .integer($0) }
        }
    }

    private static func isUserType(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.elementsEqual("user".utf8) || bytes.elementsEqual("lead".utf8) || bytes.elementsEqual("visitor".utf8)
    }

    private static func boolean(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool? {
        if bytes.count == 1 {
            switch bytes[0] {
            case UInt8(ascii: "1"): return true
            case UInt8(ascii: "0"): return false
            default: return nil
            }
        }
        if isWord(bytes, "true") { return true }
        if isWord(bytes, "false") { return false }
        return nil
    }

    private static func isWord(_ bytes: UnsafeBufferPointer<UInt8>, _ word: StaticString) -> Bool {
        guard bytes.count == word.utf8CodeUnitCount else { return false }
        for index in 0..<bytes.count where bytes[index] | 0x20 != word.utf8Start[index] { return false }
        return true
    }

    private static func timeOfDay(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard bytes.count <= 32 else { return nil }
        return ISO8601.milliseconds(in: Array("1970-01-01T".utf8) + bytes)
    }
}
