/// Plans the SELECT list: columns, nested parents, children, or aggregates.
struct SelectionPlanner {
    let planner: QueryPlanner
    let resolver: PathResolver
    let soql: SOQLQuery
    let includesDeleted: Bool
    private(set) var kind = QueryCursor.Kind.records
    private(set) var nodes: [QueryPlan.Node] = []
    private(set) var columns: [FieldPath] = []
    private(set) var children: [QueryPlan.Children] = []
    private(set) var aggregation: Aggregation?

    init(planner: QueryPlanner, resolver: PathResolver, soql: SOQLQuery, includesDeleted: Bool) {
        self.planner = planner
        self.resolver = resolver
        self.soql = soql
        self.includesDeleted = includesDeleted
    }

    private var schema: ObjectSchema { planner.data.schema(resolver.table) }

    mutating func plan() throws(SalesforceFault) {
        if soql.items.count == 1, case .value(let operand, nil) = soql.items[0], operand.function == "COUNT",
            operand.field == nil, soql.grouping.isEmpty
        {
            kind = .count
            return
        }
        if soql.hasAggregates {
            kind = .aggregate
            aggregation = try AggregationPlanner(planner: planner, resolver: resolver, soql: soql).aggregation()
            return
        }
        for item in soql.items { try add(item) }
        var seen: Set<String> = []
        for column in columns where !seen.insert(column.text).inserted {
            throw SalesforceFault("INVALID_FIELD", "duplicate field selected: \(column.text)")
        }
    }

    private mutating func add(_ item: SOQLQuery.SelectItem) throws(SalesforceFault) {
        switch item {
        case .value(let operand, let alias):
            guard let name = operand.field, operand.function == nil else {
                throw planner.query.malformed("unexpected token: '\(operand.function ?? "")'", at: operand.position)
            }
            var path = try resolver.path(name)
            path.isLocalized = operand.isLocalized
            guard let alias else { return try add(path) }
            guard operand.isFormatted else {
                throw planner.query.malformed("only aggregate expressions use field aliasing", at: operand.position)
            }
            // A parent's field stays with its parent, under the name it has there.
            guard path.hops.isEmpty else { return try add(path) }
            path.alias = alias
            columns.append(path)
            nodes.append(.field(name: alias, path))
        case .fields(let group, let position): try addFields(group, at: position)
        case .children(let inner):
            let planned = try planner.children(inner, of: resolver.table, includesDeleted: includesDeleted)
            nodes.append(.children(name: planned.name, place: children.count))
            children.append(planned)
        case .typeOf(let relationship, let branches, let otherwise):
            nodes.append(try typeOf(relationship, branches, otherwise))
        }
    }

    private mutating func addFields(_ group: String, at position: Int) throws(SalesforceFault) {
        if group != "STANDARD", (soql.limit ?? .max) > 200 {
            throw SalesforceFault(
                "MALFORMED_QUERY", "The SOQL FIELDS function must have a LIMIT of at most 200")
        }
        guard ["ALL", "STANDARD", "CUSTOM"].contains(group) else {
            throw planner.query.malformed("unexpected token: '\(group)'", at: position)
        }
        for field in schema.fields where group == "ALL" || (group == "CUSTOM") == field.isCustom {
            if field.carriesRelationshipOnly { continue }
            try add(try resolver.path(SOQLQuery.Name(text: field.name, position: position)))
        }
    }

    private mutating func add(_ path: FieldPath) throws(SalesforceFault) {
        columns.append(path)
        Self.insert(path, depth: 0, into: &nodes)
    }

    /// Puts a field under its parents, which stand where the first field of theirs was selected.
    static func insert(_ path: FieldPath, depth: Int, into nodes: inout [QueryPlan.Node]) {
        guard depth < path.hops.count else {
            nodes.append(.field(name: path.names[depth], path))
            return
        }
        for index in nodes.indices {
            guard case .parent(path.names[depth], let references, var inner) = nodes[index] else { continue }
            insert(path, depth: depth + 1, into: &inner)
            nodes[index] = .parent(name: path.names[depth], references: references, nodes: inner)
            return
        }
        var inner: [QueryPlan.Node] = []
        insert(path, depth: depth + 1, into: &inner)
        nodes.append(.parent(name: path.names[depth], references: path.hops[depth], nodes: inner))
    }

    private func typeOf(
        _ relationship: SOQLQuery.Name, _ branches: [(type: SOQLQuery.Name, fields: [SOQLQuery.Name])],
        _ otherwise: [SOQLQuery.Name]
    ) throws(SalesforceFault) -> QueryPlan.Node {
        guard let reference = schema.reference(named: relationship.text),
            let name = schema.fields[reference].relationshipName
        else {
            throw planner.query.noSuchColumn(relationship.text, on: schema.name, at: relationship.position)
        }
        var planned: [Int: [QueryPlan.Node]] = [:]
        for branch in branches {
            guard let table = planner.data.table(named: branch.type.text) else {
                throw planner.query.noSuchType(branch.type.text, at: branch.type.position)
            }
            planned[table] = try nodes(branch.fields, of: table)
        }
        var rest: [QueryPlan.Node] = []
        if let table = schema.fields[reference].referenceTo.compactMap(planner.data.table(named:)).first {
            rest = try nodes(otherwise, of: table)
        }
        return .typeOf(name: name, reference: reference, branches: planned, otherwise: rest)
    }

    private func nodes(_ fields: [SOQLQuery.Name], of table: Int) throws(SalesforceFault) -> [QueryPlan.Node] {
        let inner = PathResolver(data: planner.data, query: planner.query, table: table, alias: nil)
        var nodes: [QueryPlan.Node] = []
        for field in fields { Self.insert(try inner.path(field), depth: 0, into: &nodes) }
        return nodes
    }
}
