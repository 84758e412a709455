/// A WHERE clause over rows: own stored columns are tested where they lie, everything else as values.
indirect enum Predicate: Sendable {
    case always
    case all([Predicate])
    case any([Predicate])
    case not(Predicate)
    case instant(field: Int, ClosedRange<Int64>)
    case number(field: Int, ClosedRange<Double>)
    case text(field: Int, folded: [UInt8])
    case id(field: Int, Set<SalesforceID>)
    /// Ids compare by their bytes; either bound may be missing.
    case idOrder(field: Int, after: SalesforceID?, before: SalesforceID?, orEqual: Bool)
    case value(FieldPath, ValueTest)

    func holds(_ data: OrgData, _ table: Int, _ row: Int, now: Int64) -> Bool {
        switch self {
        case .always: return true
        case .all(let parts): return parts.allSatisfy { $0.holds(data, table, row, now: now) }
        case .any(let parts): return parts.contains { $0.holds(data, table, row, now: now) }
        case .not(let part): return !part.holds(data, table, row, now: now)
        case .instant(let field, let range):
            let instant = data.tables[table].instant(row, field)
            return instant != .min && range.contains(instant)
        case .number(let field, let range): return range.contains(data.tables[table].number(row, field))
        case .text(let field, let folded): return data.tables[table].text(row, field, equals: folded)
        case .id(let field, let ids): return data.tables[table].reference(row, field).map(ids.contains) ?? false
        case .idOrder(let field, let after, let before, let orEqual):
            guard let id = data.tables[table].reference(row, field) else { return false }
            if orEqual, id == after || id == before { return true }
            return (after.map { $0.isBefore(id) } ?? true) && (before.map { id.isBefore($0) } ?? true)
        case .value(let path, let test): return test.holds(path.value(data, table, row, now: now))
        }
    }
}

extension ObjectTable {
    /// An instant without the detour of a value; `Int64.min` is null.
    @inline(__always)
    func instant(_ row: Int, _ field: Int) -> Int64 {
        if !hasWrites || overlay(row) == nil, case .instants(let instants) = base.column(field) { return instants[row] }
        guard case .instant(let instant) = value(row, field) else { return .min }
        return instant
    }

    /// NaN is null.
    @inline(__always)
    func number(_ row: Int, _ field: Int) -> Double {
        if !hasWrites || overlay(row) == nil, case .numbers(let numbers) = base.column(field) { return numbers[row] }
        guard case .number(let number) = value(row, field) else { return .nan }
        return number
    }

    @inline(__always)
    func text(_ row: Int, _ field: Int, equals folded: [UInt8]) -> Bool {
        if !hasWrites || overlay(row) == nil, case .cells(let cell) = base.column(field) {
            return base.csv.withCell(row: row, column: cell) { TextFolding.equals($0, folded) }
        }
        guard case .text(let text) = value(row, field) else { return false }
        return Array(TextFolding.folded(text).utf8) == folded
    }
}
