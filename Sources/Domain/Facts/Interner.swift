/// Gives each distinct text a small number, in order of first appearance: ids become integers before anything else
/// happens to a row.
///
/// An open-addressed table whose slots hold half of the hash, so that a look-up touches memory twice: the slot, and the
/// text with its number before it. No `String` is made.
package struct Interner: Sendable {
    /// For each text its number (four bytes), its length (four bytes), and the text.
    private var records: [UInt8] = []
    /// Where each number's record begins.
    private var starts: [UInt32] = []
    /// The hash's upper half above, the record's place plus one below; 0 is a free slot. A power of two long.
    private var slots: [UInt64]

    private static let prefix = 8

    package init(minimumCapacity: Int = 1 << 10) {
        var size = 1 << 4
        while size < minimumCapacity * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
    }

    package var count: Int { starts.count }

    package subscript(number: Int) -> ArraySlice<UInt8> {
        let start = Int(starts[number]) + Self.prefix
        let end = number + 1 < starts.count ? Int(starts[number + 1]) : records.count
        return records[start..<end]
    }

    /// The text's number; a new one where the text is new.
    package mutating func number(of text: UnsafeBufferPointer<UInt8>) -> UInt32 {
        number(of: text, hash: FactHash(text).high)
    }

    /// The same where the hash is known.
    @inline(__always)
    package mutating func number(of text: UnsafeBufferPointer<UInt8>, hash: UInt64) -> UInt32 {
        find(text, hash) ?? add(text, hash)
    }

    /// The text's number, if it has one.
    package func find(_ text: UnsafeBufferPointer<UInt8>) -> UInt32? {
        find(text, FactHash(text).high)
    }

    /// Brings what look-ups of these hashes will read nearer to the processor.
    ///
    /// A look-up waits for memory twice, and the next one begins only when it has an answer; loads that depend on
    /// nothing wait together. The result means nothing: it keeps the loads from being left out.
    package func touch(_ hashes: [UInt64]) -> UInt64 {
        let mask = UInt64(slots.count - 1)
        var places: [Int] = []
        places.reserveCapacity(hashes.count)
        for hash in hashes {
            let slot = slots[Int(truncatingIfNeeded: hash & mask)] & 0xFFFF_FFFF
            if slot != 0 { places.append(Int(slot) - 1) }
        }
        var sum: UInt64 = 0
        for place in places { sum &+= UInt64(records[place]) }
        return sum
    }

    private func find(_ text: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> UInt32? {
        slots.withUnsafeBufferPointer { slots in
            records.withUnsafeBytes { records in
                let mask = slots.count - 1
                var index = Int(truncatingIfNeeded: hash) & mask
                while case let slot = slots[index], slot != 0 {
                    if slot >> 32 == hash >> 32 {
                        let start = Int(slot & 0xFFFF_FFFF) - 1
                        let length = records.loadUnaligned(fromByteOffset: start + 4, as: UInt32.self)
                        if Int(length) == text.count, Self.isEqual(records, start + Self.prefix, text) {
                            return records.loadUnaligned(fromByteOffset: start, as: UInt32.self)
                        }
                    }
                    index = (index + 1) & mask
                }
                return nil
            }
        }
    }

    @inline(__always)
    private static func isEqual(
        _ records: UnsafeRawBufferPointer, _ start: Int, _ text: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        for index in 0..<text.count where records[start + index] != text[index] { return false }
        return true
    }

    private mutating func add(_ text: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> UInt32 {
        if (starts.count + 1) * 2 > slots.count { grow() }
        let number = UInt32(starts.count)
        let start = UInt32(records.count)
        starts.append(start)
        withUnsafeBytes(of: number) { records.append(contentsOf: $0) }
        withUnsafeBytes(of: UInt32(text.count)) { records.append(contentsOf: $0) }
        records.append(contentsOf: text)
        insert(start, hash)
        return number
    }

    private mutating func insert(_ start: UInt32, _ hash: UInt64) {
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while slots[index] != 0 { index = (index + 1) & mask }
        slots[index] = (hash >> 32) << 32 | UInt64(start + 1)
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for number in 0..<starts.count {
            insert(starts[number], self[number].withUnsafeBufferPointer { FactHash($0).high })
        }
    }
}
