/// The place where a normaliser writes the key of one value, used again for the next.
///
/// An empty key is "no value": such a value never matches (D§4).
package struct KeyWriter: ~Copyable {
    private var storage: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    package private(set) var count = 0

    package init() {
        capacity = 256
        storage = .allocate(capacity: capacity)
    }

    deinit {
        storage.deallocate()
    }

    /// The key, valid until the writer is used again.
    package var bytes: Bytes { Bytes(start: storage, count: count) }

    /// Starts a key of at most so many bytes; say with `finish` how many there are.
    mutating func start(atMost limit: Int) -> UnsafeMutablePointer<UInt8> {
        count = 0
        if limit > capacity {
            storage.deallocate()
            capacity = limit + limit / 2
            storage = .allocate(capacity: capacity)
        }
        return storage
    }

    /// The key written last, to change it in place.
    mutating func restart() -> UnsafeMutablePointer<UInt8> { storage }

    mutating func finish(_ count: Int) {
        self.count = count
    }

    mutating func clear() {
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
