/// The answer to a query, not yet written out: a plan, four bytes for each row, and the records as they were then.
package struct QueryCursor: Sendable {
    package enum Kind: Sendable { case records, count, aggregate }

    /// Gives the `nextRecordsUrl` of a child subquery that goes on after this many rows.
    package typealias ChildLocator = (_ child: QueryCursor, _ offset: Int) -> String

    package let totalSize: Int
    private let plan: QueryPlan
    private let data: OrgData
    private let rows: [UInt32]
    private let groups: [[FieldValue]]
    private let children: [ChildGrouping]

    init(data: OrgData, plan: QueryPlan) {
        self.data = data
        self.plan = plan
        switch plan.kind {
        case .aggregate:
            rows = []
            groups = plan.aggregation.map { AggregateRunner(data: data, plan: plan, aggregation: $0).results() } ?? []
            totalSize = groups.count
        case .records, .count:
            rows = QueryRunner(data: data, plan: plan).rows()
            groups = []
            totalSize = rows.count
        }
        children = plan.children.map { ChildGrouping(data: data, children: $0, parent: plan.table) }
    }

    /// The children of one parent.
    private init(_ data: OrgData, children: QueryPlan.Children, rows: [UInt32]) {
        self.data = data
        plan = children.plan
        self.rows = rows
        groups = []
        totalSize = rows.count
        self.children = plan.children.map { ChildGrouping(data: data, children: $0, parent: children.plan.table) }
    }

    package var kind: Kind { plan.kind }

    /// The object's canonical name.
    package var object: String { data.schema(plan.table).name }

    package var columnNames: [String] {
        plan.aggregation?.columns.map(\.name) ?? plan.columns.map(\.text)
    }

    /// Why the Bulk API refuses this query, if it does.
    package var bulkRefusal: SalesforceFault? { plan.bulkRefusal }

    /// The rows there are to page through; zero for `count()`.
    package var rowCount: Int { kind == .count ? 0 : totalSize }

    /// The records, separated by commas, without the list's brackets.
    ///
    /// - Parameter resource: where records are found under the version: `sobjects`, or `tooling/sobjects`.
    /// - Parameter childPage: how many children of a record come with it; the others have a locator.
    package func json(
        rows range: Range<Int>, version: String, resource: String = "sobjects", childPage: Int = 2_000,
        childLocator: ChildLocator? = nil
    ) -> [UInt8] {
        var output: [UInt8] = []
        if let aggregation = plan.aggregation {
            AggregateJSON(aggregation: aggregation).write(groups[range], to: &output)
            return output
        }
        let writer = RecordJSON(data: data, plan: plan, version: version, resource: resource) { place, row, output in
            writeChildren(place, of: row, version: version, resource, childPage, childLocator, &output)
        }
        output.reserveCapacity(range.count * (plan.columns.count * 32 + 160))
        for (index, row) in rows[range].enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            writer.write(Int(row), to: &output)
        }
        return output
    }

    private func writeChildren(
        _ place: Int, of row: Int, version: String, _ resource: String, _ page: Int, _ locator: ChildLocator?,
        _ output: inout [UInt8]
    ) {
        let planned = plan.children[place]
        let own = children[place].children(of: row, offset: planned.plan.offset, limit: planned.plan.limit)
        guard !own.isEmpty else {
            output.append(contentsOf: "null".utf8)
            return
        }
        let cursor = QueryCursor(data, children: planned, rows: own)
        let shown = locator == nil ? own.count : min(own.count, page)
        output.append(contentsOf: "{\"totalSize\":\(own.count),\"done\":\(shown == own.count)".utf8)
        if shown < own.count, let locator {
            output.append(contentsOf: ",\"nextRecordsUrl\":".utf8)
            output.appendJSONText(locator(cursor, shown))
        }
        output.append(contentsOf: ",\"records\":[".utf8)
        output.append(
            contentsOf: cursor.json(
                rows: 0..<shown, version: version, resource: resource, childPage: page, childLocator: locator))
        output.append(contentsOf: "]}".utf8)
    }

    /// The header line, every name quoted.
    package func csvHeader(delimiter: UInt8 = UInt8(ascii: ","), lineEnding: String = "\n") -> [UInt8] {
        var output: [UInt8] = []
        for (index, name) in columnNames.enumerated() {
            if index > 0 { output.append(delimiter) }
            output.append(contentsOf: "\"\(name)\"".utf8)
        }
        output.append(contentsOf: lineEnding.utf8)
        return output
    }

    /// The rows, every value quoted, without a header line.
    package func csv(
        rows range: Range<Int>, delimiter: UInt8 = UInt8(ascii: ","), lineEnding: String = "\n"
    ) -> [UInt8] {
        var output: [UInt8] = []
        RecordCSV(data: data, plan: plan, delimiter: delimiter, lineEnding: Array(lineEnding.utf8))
            .write(rows[range], to: &output)
        return output
    }
}
