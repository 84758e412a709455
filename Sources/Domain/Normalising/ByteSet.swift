/// A set of short texts, asked by their bytes: lists of ten thousand domains and the like.
struct ByteSet: Sendable {
    private var texts = KeyColumn()
    private var marks: [UInt8] = []
    private var slots: RowSlots

    init(capacity: Int) {
        slots = RowSlots(capacity: capacity)
    }

    /// What was noted about a text: the union of all marks inserted with it, 0 if it was never inserted.
    func mark(of text: Bytes) -> UInt8 {
        row(of: text, keyHash(text)).map { marks[$0] } ?? 0
    }

    func contains(_ text: Bytes) -> Bool { mark(of: text) != 0 }

    /// An empty text is in no set.
    mutating func insert(_ text: Bytes, mark: UInt8 = 1) {
        guard !text.isEmpty else { return }
        let hash = keyHash(text)
        if let row = row(of: text, hash) {
            marks[row] |= mark
            return
        }
        if slots.isFull { slots.grow(texts.hashes) }
        slots.insert(marks.count, hash)
        texts.append(text)
        marks.append(mark)
    }

    mutating func insert(_ text: String, mark: UInt8 = 1) {
        var text = text
        text.withUTF8 { insert($0, mark: mark) }
    }

    mutating func remove(_ text: Bytes) {
        if let row = row(of: text, keyHash(text)) { marks[row] = 0 }
    }

    @inline(__always)
    private func row(of text: Bytes, _ hash: UInt64) -> Int? {
        texts.withView { texts in slots.find(hash) { texts[$0].isSame(as: text) } }
    }
}
