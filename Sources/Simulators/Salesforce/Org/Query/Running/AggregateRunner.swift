/// Computes the groups of an aggregate query.
struct AggregateRunner {
    let data: OrgData
    let plan: QueryPlan
    let aggregation: Aggregation

    /// One list of values for each group, hidden columns at the end.
    func results() -> [[FieldValue]] {
        var places: [GroupKey: Int] = [:]
        var groups: [Group] = []
        for row in QueryRunner(data: data, plan: plan).matching() {
            let values = aggregation.grouping.map { $0.value(data, plan.table, Int(row), now: plan.now) }
            // Each row counts in its own group and in the subtotals that leave some of its values out.
            for (set, isKept) in aggregation.sets.enumerated() {
                let shown = zip(values, isKept).map { $1 ? $0 : .null }
                let key = GroupKey(set: set, values: shown.map(FieldKey.init))
                let place = places[key] ?? groups.count
                if place == groups.count {
                    places[key] = place
                    groups.append(Group(set: set, values: shown, measures: measures))
                }
                add(Int(row), to: &groups[place])
            }
        }
        // Without GROUP BY there is always one answer, also over no rows.
        if groups.isEmpty, aggregation.grouping.isEmpty { groups.append(Group(set: 0, values: [], measures: measures)) }
        var results = aggregation.sets.indices.flatMap { set in groups.filter { $0.set == set }.map(values) }
        if let having = aggregation.having { results = results.filter(having.holds) }
        sort(&results)
        results.removeFirst(min(plan.offset, results.count))
        if let limit = plan.limit, results.count > limit { results.removeLast(results.count - limit) }
        return results
    }

    /// What makes a group: an empty value is another than one left out.
    private struct GroupKey: Hashable {
        let set: Int
        let values: [FieldKey]
    }

    private struct Group {
        /// Its place in `aggregation.sets`.
        let set: Int
        let values: [FieldValue]
        var measures: [Measure]
    }

    private struct Measure {
        let function: Aggregation.Function
        var count = 0
        var sum = 0.0
        var extreme = FieldValue.null
        var distinct: Set<FieldKey> = []

        mutating func add(_ value: FieldValue) {
            guard !value.isNull else { return }
            count += 1
            switch function {
            case .count: break
            case .countDistinct: distinct.insert(FieldKey(value))
            case .sum, .average: if case .number(let number) = value { sum += number }
            case .least: if extreme.isNull || (Formula.order(value.folded, extreme.folded) ?? 1) < 0 { extreme = value }
            case .greatest:
                if extreme.isNull || (Formula.order(value.folded, extreme.folded) ?? -1) > 0 { extreme = value }
            }
        }

        var value: FieldValue {
            switch function {
            case .count: .number(Double(count))
            case .countDistinct: .number(Double(distinct.count))
            case .sum: count > 0 ? .number(sum) : .null
            case .average: count > 0 ? .number(sum / Double(count)) : .null
            case .least, .greatest: extreme
            }
        }
    }

    private var measures: [Measure] {
        aggregation.allColumns.compactMap { column in
            guard case .measure(let function, _) = column.source else { return nil }
            return Measure(function: function)
        }
    }

    private func add(_ row: Int, to group: inout Group) {
        var place = 0
        for column in aggregation.allColumns {
            guard case .measure(_, let path) = column.source else { continue }
            group.measures[place].add(path.value(data, plan.table, row, now: plan.now))
            place += 1
        }
    }

    private func values(of group: Group) -> [FieldValue] {
        var place = 0
        return aggregation.allColumns.map { column in
            switch column.source {
            case .group(let index): return group.values[index]
            case .subtotalMark(let index): return .number(aggregation.sets[group.set][index] ? 0 : 1)
            case .measure:
                place += 1
                return group.measures[place - 1].value
            }
        }
    }

    private func sort(_ results: inout [[FieldValue]]) {
        guard !aggregation.order.isEmpty else { return }
        results.sort { left, right in
            for (column, ascends, nullsFirst) in aggregation.order {
                let a = left[column].folded
                let b = right[column].folded
                if a.isNull != b.isNull { return a.isNull == nullsFirst }
                if let order = Formula.order(a, b), order != 0 { return (order < 0) == ascends }
            }
            return false
        }
    }
}

/// A value as the key of a group: texts without their case.
struct FieldKey: Hashable {
    private let kind: UInt8
    private let number: Int64
    private let text: String

    init(_ value: FieldValue) {
        if case .text(let text) = value {
            kind = 1
            number = 0
            self.text = TextFolding.folded(text)
        } else {
            kind = value.isNull ? 0 : 2
            number = RowSorter.number(value) ?? 0
            text = ""
        }
    }
}
