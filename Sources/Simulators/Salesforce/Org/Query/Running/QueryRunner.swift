/// Finds the rows of a plan, in their order.
struct QueryRunner {
    let data: OrgData
    let plan: QueryPlan

    /// The rows after OFFSET and LIMIT.
    func rows() -> [UInt32] {
        var rows = ordered(matching())
        if plan.offset > 0 { rows.removeFirst(min(plan.offset, rows.count)) }
        if let limit = plan.limit, rows.count > limit { rows.removeLast(rows.count - limit) }
        return rows
    }

    /// The rows that hold, in the order asked for, of every parent together; LIMIT is not applied.
    func orderedRows() -> [UInt32] {
        RowSorter(data: data, plan: plan).sorted(matching(stopsEarly: false), keeping: nil)
    }

    func matching(stopsEarly: Bool = true) -> [UInt32] {
        let table = data.tables[plan.table]
        var rows: [UInt32] = []
        // Without order, what comes after the limit is not wanted.
        let mayStop = stopsEarly && plan.order.isEmpty && plan.aggregation == nil
        let enough = mayStop ? plan.limit.map { $0 + plan.offset } ?? .max : .max
        if let candidates = candidates(plan.predicate, table) {
            for row in candidates.sorted() where isVisible(row, table) && rows.count < enough {
                if plan.predicate.holds(data, plan.table, row, now: plan.now) { rows.append(UInt32(row)) }
            }
            return rows
        }
        let skipsChecks = !table.hasWrites && table.deletedCount == 0
        for row in 0..<table.rowCount where skipsChecks || isVisible(row, table) {
            guard rows.count < enough else { break }
            if plan.predicate.holds(data, plan.table, row, now: plan.now) { rows.append(UInt32(row)) }
        }
        return rows
    }

    /// The few rows that a condition on Id or SystemModstamp leaves to look at, if there is one.
    private func candidates(_ predicate: Predicate, _ table: ObjectTable) -> [Int]? {
        switch predicate {
        case .id(table.system.id, let ids): ids.compactMap { table.row(of: $0) }
        case .instant(table.system.systemModstamp, let range): table.rows(stampedFrom: range.lowerBound)
        case .all(let parts): parts.lazy.compactMap { candidates($0, table) }.first
        default: nil
        }
    }

    private func isVisible(_ row: Int, _ table: ObjectTable) -> Bool {
        if table.isPurged(row) { return false }
        return plan.includesDeleted || !table.isDeleted(row)
    }

    private func ordered(_ rows: [UInt32]) -> [UInt32] {
        RowSorter(data: data, plan: plan).sorted(rows, keeping: plan.limit.map { $0 + plan.offset })
    }
}
