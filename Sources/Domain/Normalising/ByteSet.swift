/// A set of short texts, asked by their bytes: lists of ten thousand domains and the like.
struct ByteSet: Sendable {
    private var texts = TextColumn()
    private var marks: [UInt8] = []
    /// Positions in `texts` from 1; 0 is free. At most half of the slots are taken.
    private var slots: [UInt32]

    init(capacity: Int) {
        var size = 64
        while size < capacity * 2 { size *= 2 }
        slots = [UInt32](repeating: 0, count: size)
    }

    /// What was noted about a text: the union of all marks inserted with it, 0 if it was never inserted.
    func mark(of text: Bytes) -> UInt8 {
        let entry = slots[slot(of: text)]
        return entry == 0 ? 0 : marks[Int(entry) - 1]
    }

    func contains(_ text: Bytes) -> Bool { mark(of: text) != 0 }

    mutating func insert(_ text: Bytes, mark: UInt8 = 1) {
        let slot = slot(of: text)
        if slots[slot] > 0 {
            marks[Int(slots[slot]) - 1] |= mark
            return
        }
        texts.append(text)
        marks.append(mark)
        slots[slot] = UInt32(marks.count)
        if marks.count * 2 > slots.count { grow() }
    }

    mutating func insert(_ text: String, mark: UInt8 = 1) {
        var text = text
        text.withUTF8 { insert($0, mark: mark) }
    }

    mutating func remove(_ text: Bytes) {
        let entry = slots[slot(of: text)]
        if entry > 0 { marks[Int(entry) - 1] = 0 }
    }

    private func slot(of text: Bytes) -> Int {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: keyHash(text)) & mask
        while slots[slot] != 0, !equals(Int(slots[slot]) - 1, text) { slot = (slot + 1) & mask }
        return slot
    }

    private func equals(_ entry: Int, _ text: Bytes) -> Bool {
        texts.withView { $0[entry].isSame(as: text) }
    }

    private mutating func grow() {
        slots = [UInt32](repeating: 0, count: slots.count * 2)
        let bytes = texts.bytes
        bytes.withUnsafeBufferPointer { all in
            for entry in 0..<marks.count {
                slots[slot(of: Bytes(rebasing: all[texts.range(entry)]))] = UInt32(entry + 1)
            }
        }
    }
}
