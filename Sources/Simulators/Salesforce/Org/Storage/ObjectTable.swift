/// An object's records: the rows of its file, and what was written over and after them.
struct ObjectTable: Sendable {
    /// What a write left in one row: the changed fields of a file's row, every field that has a value of a new one.
    struct Overlay: Sendable {
        var id: SalesforceID?
        var fields: [(index: UInt16, value: FieldValue)] = []
        var isPurged = false

        subscript(field: Int) -> FieldValue? {
            fields.first { $0.index == field }?.value
        }

        func holds(anyOf wanted: [Int]) -> Bool {
            fields.contains { field in wanted.contains { $0 == field.index } }
        }

        mutating func set(_ field: Int, _ value: FieldValue) {
            if let place = fields.firstIndex(where: { $0.index == field }) {
                fields[place].value = value
            } else {
                fields.append((UInt16(field), value))
            }
        }
    }

    /// What never changes: one reference, since a table is passed around for every value read.
    private final class Shape: Sendable {
        let schema: ObjectSchema
        let system: SystemFields
        let base: BaseRows
        /// The newest SystemModstamp of the file's rows; nothing where that is not known.
        let newestStamp: Int64?

        init(schema: ObjectSchema, base: BaseRows) {
            self.schema = schema
            self.base = base
            system = SystemFields(schema)
            newestStamp = system.systemModstamp.flatMap(base.newestInstant)
        }
    }

    private let shape: Shape
    /// For each row the place of its overlay, counted from 1; empty as long as nothing was written.
    private var slots: [UInt32] = []
    private var overlays: [Overlay] = []
    private var newIDs: [SalesforceID: UInt32] = [:]
    /// Which rows were written and when, in that order: an index of SystemModstamp past the file's own.
    private var touches: [(stamp: Int64, row: UInt32)] = []
    private(set) var rowCount: Int
    private(set) var deletedCount = 0

    init(schema: ObjectSchema, base: BaseRows) {
        shape = Shape(schema: schema, base: base)
        rowCount = base.rowCount
        if let deleted = system.isDeleted, case .flags(let flags) = base.column(deleted) {
            deletedCount = flags.count { $0 }
        }
    }

    var schema: ObjectSchema { shape.schema }
    var system: SystemFields { shape.system }
    var base: BaseRows { shape.base }
    var hasWrites: Bool { !slots.isEmpty }
    var liveCount: Int { rowCount - deletedCount }

    /// What was written over this row, if anything.
    @inline(__always)
    func overlay(_ row: Int) -> Overlay? {
        guard !slots.isEmpty, slots[row] != 0 else { return nil }
        return overlays[Int(slots[row]) - 1]
    }

    func row(of id: SalesforceID) -> Int? {
        if let row = base.row(of: id) ?? newIDs[id].map(Int.init) { return isPurged(row) ? nil : row }
        return nil
    }

    func id(_ row: Int) -> SalesforceID? {
        row < base.rowCount ? base.id(row) : overlay(row)?.id
    }

    /// A stored value; computed fields are null here.
    func value(_ row: Int, _ field: Int) -> FieldValue {
        if let overlay = overlay(row) {
            if let value = overlay[field] { return value }
            if row >= base.rowCount {
                return field == system.id ? .text(overlay.id?.text ?? "") : schema.fields[field].absentValue
            }
        }
        return base.value(row, field: field)
    }

    /// The id that a reference field holds.
    func reference(_ row: Int, _ field: Int) -> SalesforceID? {
        if let overlay = overlay(row) {
            if field == system.id { return id(row) }
            if let value = overlay[field] {
                guard case .text(let text) = value else { return nil }
                return SalesforceID(text)
            }
            if row >= base.rowCount { return nil }
        }
        return base.id(row, field: field)
    }

    func isPurged(_ row: Int) -> Bool {
        overlay(row)?.isPurged ?? false
    }

    func isDeleted(_ row: Int) -> Bool {
        guard let field = system.isDeleted else { return false }
        return value(row, field) == .flag(true)
    }

    /// Adds a record and gives its row.
    mutating func append(_ id: SalesforceID, _ values: [(Int, FieldValue)]) -> Int {
        openSlots()
        var overlay = Overlay(id: id)
        for (field, value) in values { overlay.set(field, value) }
        overlays.append(overlay)
        slots.append(UInt32(overlays.count))
        newIDs[id] = UInt32(rowCount)
        note(rowCount, values)
        rowCount += 1
        return rowCount - 1
    }

    mutating func write(_ row: Int, _ values: [(Int, FieldValue)]) {
        openSlots()
        if slots[row] == 0 {
            overlays.append(Overlay(id: base.id(row)))
            slots[row] = UInt32(overlays.count)
        }
        note(row, values)
        let wasDeleted = isDeleted(row)
        let place = Int(slots[row]) - 1
        for (field, value) in values { overlays[place].set(field, value) }
        deletedCount += (isDeleted(row) ? 1 : 0) - (wasDeleted ? 1 : 0)
    }

    /// Takes a deleted record out for good.
    mutating func purge(_ row: Int) {
        write(row, [])
        overlays[Int(slots[row]) - 1].isPurged = true
    }

    /// The few rows that may have a SystemModstamp from this one on; nothing where most may, so that to look at each in
    /// its turn is faster.
    func rows(stampedFrom stamp: Int64) -> [Int]? {
        guard let newest = shape.newestStamp, stamp > newest else { return nil }
        let first = touches.lastIndex { $0.stamp < stamp }.map { $0 + 1 } ?? 0
        guard touches.count - first <= max(1000, rowCount / 8) else { return nil }
        return Array(Set(touches[first...].map { Int($0.row) }))
    }

    private mutating func note(_ row: Int, _ values: [(Int, FieldValue)]) {
        for case (system.systemModstamp, .instant(let stamp)) in values {
            // Clocks may be set back; the order must hold all the same.
            touches.append((max(stamp, touches.last?.stamp ?? stamp), UInt32(row)))
        }
    }

    private mutating func openSlots() {
        if slots.isEmpty { slots = [UInt32](repeating: 0, count: rowCount) }
    }
}

extension FieldSchema {
    /// What a record holds that never had a value: booleans are never null.
    var absentValue: FieldValue { type == .boolean ? .flag(false) : .null }
}
