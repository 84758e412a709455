import Domain

/// Reads a run from its lowest hash to its highest.
final class EventIDRunReader {
    private let pages: RawStatement
    private var hashes: [FactHash] = []
    private var position = 0

    init(_ pages: consuming RawStatement) {
        self.pages = pages
    }

    /// The hash to take next; nothing before the first `advance` and at the end.
    private(set) var head: FactHash?

    func advance() throws {
        if position == hashes.count {
            hashes.removeAll(keepingCapacity: true)
            position = 0
            guard head != nil || !isStarted, try pages.step() else {
                isStarted = true
                head = nil
                return
            }
            isStarted = true
            let bytes = pages.bytes(0)
            for index in 0..<bytes.count / EventIDRun.hashSize { hashes.append(EventIDRun.hash(at: index, of: bytes)) }
        }
        head = hashes[position]
        position += 1
    }

    private var isStarted = false
}
