/// The 64-bit hash of a key's bytes; never 0, and the same on every machine and day, because stores keep it.
@inline(__always)
package func keyHash(_ bytes: Bytes) -> UInt64 {
    guard let start = UnsafeRawPointer(bytes.baseAddress), bytes.count > 0 else { return 1 }
    let count = bytes.count
    var hash = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15 ^ 0xA076_1D64_78BD_642F
    var offset = 0
    while count - offset > 16 {
        hash = folded(read8(start, offset) ^ 0xE703_7ED1_A0B4_28DB, read8(start, offset + 8) ^ hash)
        offset += 16
    }
    let left = count - offset
    var (low, high): (UInt64, UInt64) = (0, 0)
    if left >= 8 {
        low = read8(start, offset)
        high = read8(start, count - 8)
    } else if left >= 4 {
        low = UInt64(read4(start, offset))
        high = UInt64(read4(start, count - 4))
    } else {
        for index in offset..<count { low = low << 8 | UInt64(bytes[index]) }
    }
    hash = folded(low ^ 0x8EBC_6AF0_9C88_C6E3, high ^ hash)
    hash = folded(hash, 0x5899_65CC_7537_4CC3)
    return hash == 0 ? 1 : hash
}

@inline(__always)
private func folded(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
}

@inline(__always)
private func read8(_ start: UnsafeRawPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
}

@inline(__always)
private func read4(_ start: UnsafeRawPointer, _ offset: Int) -> UInt32 {
    UInt32(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
}

/// The hash of a whole text.
package func keyHash(of text: String) -> UInt64 {
    var text = text
    return text.withUTF8 { keyHash($0) }
}
