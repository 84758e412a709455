/// Bytes that grow at their end: an array would look who else holds it at every byte.
struct ByteRun: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var room: Int
    private var count = 0

    init(room: Int) {
        base = .allocate(capacity: room)
        self.room = room
    }

    deinit { base.deallocate() }

    mutating func removeAll() { count = 0 }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        if count == room { grow(1) }
        base[count] = byte
        count += 1
    }

    @inline(__always)
    mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        if room - count < bytes.count { grow(bytes.count) }
        (base + count).update(from: start, count: bytes.count)
        count += bytes.count
    }

    mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    mutating func append(doublingQuotesOf bytes: UnsafeBufferPointer<UInt8>) {
        guard bytes.contains(UInt8(ascii: "\"")) else { return append(bytes) }
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { append(byte) }
            append(byte)
        }
    }

    func withBytes(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        body(UnsafeBufferPointer(start: base, count: count))
    }

    private mutating func grow(_ more: Int) {
        let larger = max(room * 2, count + more)
        let next = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        next.update(from: base, count: count)
        base.deallocate()
        (base, room) = (next, larger)
    }
}
