/// Sorts rows by ORDER BY; rows that tie keep their order in the table.
struct RowSorter {
    let data: OrgData
    let plan: QueryPlan

    private enum Keys {
        /// Already mapped so that smaller comes first, nulls and direction included.
        case numbers([Int64])
        case texts([[UInt8]?], ascends: Bool, nullsFirst: Bool)
        case ids([SalesforceID?], ascends: Bool, nullsFirst: Bool)
    }

    /// - Parameter count: how many of the first are wanted; nil for all.
    func sorted(_ rows: [UInt32], keeping count: Int?) -> [UInt32] {
        var order = plan.order[...]
        let table = data.tables[plan.table]
        // Rows of the file lie in the order of their ids often enough; then an ascending Id at the end is no work.
        if let last = order.last, last.ascends, last.path.own == table.system.id, table.base.isOrderedByID,
            table.rowCount == table.base.rowCount
        {
            order.removeLast()
        }
        guard !order.isEmpty, rows.count > 1 else { return rows }
        let keys = order.map { self.keys(of: rows, $0) }
        return selection(rows.count, keys, count).map { rows[Int($0)] }
    }

    private func selection(_ total: Int, _ keys: [Keys], _ count: Int?) -> [UInt32] {
        let precedes: (UInt32, UInt32) -> Bool
        if keys.count == 1, case .numbers(let numbers) = keys[0] {
            precedes = { numbers[Int($0)] != numbers[Int($1)] ? numbers[Int($0)] < numbers[Int($1)] : $0 < $1 }
        } else {
            precedes = { Self.precedes(Int($0), Int($1), keys) }
        }
        guard let count, count > 0, count * 4 < total else {
            return (0..<UInt32(total)).sorted(by: precedes)
        }
        // A page of many rows: keep twice the page, sort, halve, and let nothing in that lies beyond.
        var kept: [UInt32] = []
        var isFull = false
        for place in 0..<UInt32(total) {
            if isFull, !precedes(place, kept[count - 1]) { continue }
            kept.append(place)
            guard kept.count == count * 2 else { continue }
            kept.sort(by: precedes)
            kept.removeLast(count)
            isFull = true
        }
        kept.sort(by: precedes)
        return Array(kept.prefix(count))
    }

    private static func precedes(_ left: Int, _ right: Int, _ keys: [Keys]) -> Bool {
        for key in keys {
            switch key {
            case .numbers(let numbers):
                if numbers[left] != numbers[right] { return numbers[left] < numbers[right] }
            case .texts(let texts, let ascends, let nullsFirst):
                guard let a = texts[left], let b = texts[right] else {
                    if (texts[left] == nil) != (texts[right] == nil) { return (texts[left] == nil) == nullsFirst }
                    continue
                }
                if a != b { return a.lexicographicallyPrecedes(b) == ascends }
            case .ids(let ids, let ascends, let nullsFirst):
                guard let a = ids[left], let b = ids[right] else {
                    if (ids[left] == nil) != (ids[right] == nil) { return (ids[left] == nil) == nullsFirst }
                    continue
                }
                if a != b { return a.isBefore(b) == ascends }
            }
        }
        return left < right
    }

    private func keys(of rows: [UInt32], _ ordering: QueryPlan.Ordering) -> Keys {
        let path = ordering.path
        let table = data.tables[plan.table]
        let isStored = path.own != nil && path.function == nil && path.schema.formula == nil && !path.schema.isNameField
        if isStored, let own = path.own, path.type == .datetime {
            return .numbers(
                rows.map { key(table.instant(Int($0), own) == .min ? nil : table.instant(Int($0), own), ordering) })
        }
        if isStored, let own = path.own, path.type.isID {
            return .ids(
                rows.map { table.reference(Int($0), own) }, ascends: ordering.ascends, nullsFirst: ordering.nullsFirst)
        }
        if path.type.isText || path.type.isID {
            let texts = rows.map { row -> [UInt8]? in
                guard case .text(let text) = path.value(data, plan.table, Int(row), now: plan.now) else { return nil }
                return Array(TextFolding.folded(text).utf8)
            }
            return .texts(texts, ascends: ordering.ascends, nullsFirst: ordering.nullsFirst)
        }
        return .numbers(rows.map { key(Self.number(path.value(data, plan.table, Int($0), now: plan.now)), ordering) })
    }

    /// Any other value as a number of the same order.
    static func number(_ value: FieldValue) -> Int64? {
        switch value {
        case .null, .text: nil
        case .number(let number):
            // The bits of a double, read as a number, rise with it once those of negatives are turned over.
            Int64(bitPattern: number.bitPattern) ^ (number.sign == .minus ? Int64.max : 0)
        case .flag(let flag): flag ? 1 : 0
        case .instant(let instant): instant
        case .day(let day): Int64(day)
        case .time(let time): Int64(time)
        }
    }

    private func key(_ number: Int64?, _ ordering: QueryPlan.Ordering) -> Int64 {
        guard let number else { return ordering.nullsFirst ? .min : .max }
        return ordering.ascends ? number : -number
    }
}
