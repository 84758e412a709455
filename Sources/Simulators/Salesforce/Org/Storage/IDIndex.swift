/// From id to row by open addressing; four bytes a slot, the ids themselves stay where they are.
struct IDIndex: Sendable {
    private var slots: [UInt32]
    private let mask: Int

    init(capacity: Int) {
        var size = 16
        while size < capacity * 2 { size *= 2 }
        slots = [UInt32](repeating: 0, count: size)
        mask = size - 1
    }

    /// Puts the row in; gives the row that has this id already.
    mutating func insert(_ id: SalesforceID, _ row: Int, idOf: (Int) -> SalesforceID?) -> Int? {
        var slot = Int(truncatingIfNeeded: id.mixed) & mask
        while slots[slot] != 0 {
            let other = Int(slots[slot]) - 1
            if idOf(other) == id { return other }
            slot = (slot + 1) & mask
        }
        slots[slot] = UInt32(row + 1)
        return nil
    }

    func row(of id: SalesforceID, idOf: (Int) -> SalesforceID?) -> Int? {
        var slot = Int(truncatingIfNeeded: id.mixed) & mask
        while slots[slot] != 0 {
            let row = Int(slots[slot]) - 1
            if idOf(row) == id { return row }
            slot = (slot + 1) & mask
        }
        return nil
    }
}
