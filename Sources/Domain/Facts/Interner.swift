/// Gives each distinct text a small number, in order of first appearance: ids become integers before anything else
/// happens to a row.
///
/// An open-addressed table over one run of bytes; no `String` is made.
package struct Interner: Sendable {
    /// The texts, by number.
    package private(set) var texts = TextColumn()
    private var hashes: [UInt64] = []
    /// Numbers plus one, so that 0 is a free slot; a power of two long.
    private var slots: [UInt32]

    package init(minimumCapacity: Int = 1 << 10) {
        var size = 1 << 10
        while size < minimumCapacity * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
    }

    package var count: Int { hashes.count }

    /// The text's number; a new one where the text is new.
    package mutating func number(of text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        let hash = FactHash(text).high
        if let known = find(text, hash) { return known }
        if hashes.count * 2 >= slots.count { grow() }
        let number = UInt32(hashes.count)
        texts.append(text)
        hashes.append(hash)
        insert(number, hash)
        return number
    }

    /// The text's number, if it has one.
    package func find(_ text: UnsafeBufferPointer<UInt8>) -> UInt32? {
        find(text, FactHash(text).high)
    }

    private func find(_ text: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> UInt32? {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while case let slot = slots[index], slot != 0 {
            let number = slot - 1
            if hashes[Int(number)] == hash, isEqual(text, Int(number)) { return number }
            index = (index + 1) & mask
        }
        return nil
    }

    @inline(__always) private func isEqual(_ text: UnsafeBufferPointer<UInt8>, _ number: Int) -> Bool {
        let range = texts.range(number)
        guard range.count == text.count else { return false }
        return texts.bytes.withUnsafeBufferPointer { bytes in
            for index in 0..<text.count where bytes[range.lowerBound + index] != text[index] { return false }
            return true
        }
    }

    private mutating func insert(_ number: UInt32, _ hash: UInt64) {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while slots[index] != 0 { index = (index + 1) & mask }
        slots[index] = number + 1
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for (number, hash) in hashes.enumerated() { insert(UInt32(number), hash) }
    }
}
