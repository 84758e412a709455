/// The rows by the text of one field, case ignored: built on first use, kept true by every write.
///
/// It answers with candidates; whoever asks compares the present value.
struct LookupIndex: Sendable {
    private var slots: [UInt32]
    private let mask: Int
    private var written: [String: [UInt32]] = [:]

    init(table: ObjectTable, field: Int) {
        var size = 16
        while size < table.base.rowCount * 2 { size *= 2 }
        slots = [UInt32](repeating: 0, count: size)
        mask = size - 1
        for row in 0..<table.base.rowCount {
            let value = table.base.value(row, field: field).formulaText
            if !value.isEmpty { insert(row, value) }
        }
        if table.hasWrites {
            for row in 0..<table.rowCount where table.overlay(row)?[field] != nil { note(row, table.value(row, field)) }
        }
    }

    private mutating func insert(_ row: Int, _ text: String) {
        var slot = Self.hash(TextFolding.folded(text)) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = UInt32(row + 1)
    }

    mutating func note(_ row: Int, _ value: FieldValue) {
        let text = value.formulaText
        guard !text.isEmpty else { return }
        written[TextFolding.folded(text), default: []].append(UInt32(row))
    }

    /// Rows that may hold this folded text, in rising order, each once.
    func candidates(_ folded: String) -> [Int] {
        var rows = Set(written[folded, default: []].map(Int.init))
        var slot = Self.hash(folded) & mask
        while slots[slot] != 0 {
            rows.insert(Int(slots[slot]) - 1)
            slot = (slot + 1) & mask
        }
        return rows.sorted()
    }

    /// FNV-1a: the same in every run, unlike Swift's own.
    private static func hash(_ text: String) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: hash ^ (hash >> 32))
    }
}
