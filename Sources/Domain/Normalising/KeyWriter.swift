/// The place where normalisers write keys, one after the other, without an allocation for each.
///
/// An empty key is "no value": such a value never matches (D§4).
package struct KeyWriter: ~Copyable {
    private var storage: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var ownsStorage = true
    /// Where the key that is being written begins; before it lie the kept ones.
    private var offset = 0
    package private(set) var count = 0

    package init(capacity: Int = 256) {
        self.capacity = max(capacity, 64)
        storage = .allocate(capacity: self.capacity)
    }

    /// Writes into a place of somebody else's, for as long as it suffices.
    init(into place: UnsafeMutableBufferPointer<UInt8>) {
        self.init(capacity: 0)
        guard let start = place.baseAddress, place.count > capacity else { return }
        storage.deallocate()
        (storage, capacity, ownsStorage) = (start, place.count, false)
    }

    deinit {
        if ownsStorage { storage.deallocate() }
    }

    /// The key written last, valid until the writer is used again.
    package var bytes: Bytes { Bytes(start: storage + offset, count: count) }

    /// Whether all keys that were kept lie at this place.
    func isWriting(into place: UnsafeMutableBufferPointer<UInt8>) -> Bool { storage == place.baseAddress }

    /// All keys that were kept.
    var kept: Bytes { Bytes(start: storage, count: offset) }

    /// Starts a key of at most so many bytes; say with `finish` how many there are.
    @inline(__always)
    mutating func start(atMost limit: Int) -> UnsafeMutablePointer<UInt8> {
        count = 0
        if offset + limit > capacity { grow(toHold: offset + limit) }
        return storage + offset
    }

    private mutating func grow(toHold needed: Int) {
        let larger = max(needed, capacity * 2)
        let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
        moved.update(from: storage, count: offset)
        if ownsStorage { storage.deallocate() }
        (storage, capacity, ownsStorage) = (moved, larger, true)
    }

    /// The key written last, to change it in place.
    mutating func restart() -> UnsafeMutablePointer<UInt8> { storage + offset }

    @inline(__always)
    mutating func finish(_ count: Int) {
        self.count = count
    }

    @inline(__always)
    mutating func clear() {
        count = 0
    }

    /// Keeps the key; the next one is written behind it.
    @inline(__always)
    mutating func keep() {
        offset += count
        count = 0
    }

    mutating func set(_ key: String) {
        var key = key
        key.withUTF8 { bytes in
            let target = start(atMost: bytes.count)
            if let source = bytes.baseAddress { target.update(from: source, count: bytes.count) }
            count = bytes.count
        }
    }
}
