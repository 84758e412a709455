/// The children of each parent's row, by one pass over all children.
struct ChildGrouping: Sendable {
    private let rows: [UInt32]
    /// For each parent row the place of its first child; one more at the end.
    private let starts: [UInt32]

    init(data: OrgData, children: QueryPlan.Children, parent: Int) {
        let table = children.plan.table
        let ordered = QueryRunner(data: data, plan: children.plan).orderedRows()
        let parents = ordered.map { row -> Int? in
            guard let id = data.tables[table].reference(Int(row), children.reference) else { return nil }
            return data.tables[parent].row(of: id)
        }
        var starts = [UInt32](repeating: 0, count: data.tables[parent].rowCount + 1)
        for case let parent? in parents { starts[parent + 1] += 1 }
        for index in starts.indices.dropFirst() { starts[index] += starts[index - 1] }
        var next = starts
        var rows = [UInt32](repeating: 0, count: Int(starts[starts.count - 1]))
        for case (let row, let parent?) in zip(ordered, parents) {
            rows[Int(next[parent])] = row
            next[parent] += 1
        }
        self.rows = rows
        self.starts = starts
    }

    func children(of parent: Int, offset: Int, limit: Int?) -> [UInt32] {
        let start = min(Int(starts[parent]) + offset, Int(starts[parent + 1]))
        let end = min(Int(starts[parent + 1]), start + (limit ?? .max / 2))
        return Array(rows[start..<end])
    }
}
