/// Plans GROUP BY, aggregate functions, HAVING and the order of groups.
struct AggregationPlanner {
    let planner: QueryPlanner
    let resolver: PathResolver
    let soql: SOQLQuery

    private var query: QueryText { planner.query }

    func aggregation() throws(SalesforceFault) -> Aggregation {
        var grouping: [FieldPath] = []
        for operand in soql.grouping { grouping.append(try groupedPath(operand)) }
        var columns: [Aggregation.Column] = []
        var unnamed = 0
        for item in soql.items {
            guard case .value(let operand, let alias) = item else {
                throw query.malformed("only fields and aggregate functions may be selected with GROUP BY", at: 0)
            }
            columns.append(try column(operand, alias: alias, grouping, &unnamed))
        }
        var hidden: [Aggregation.Column] = []
        var filter: AggregateCondition?
        if let condition = soql.having { filter = try having(condition, grouping, columns, &hidden) }
        var order: [(column: Int, ascends: Bool, nullsFirst: Bool)] = []
        for item in soql.order {
            let place = try place(of: item.operand, grouping, columns, &hidden)
            order.append((place, item.ascends, item.nullsFirst))
        }
        return Aggregation(
            columns: columns, hidden: hidden, grouping: grouping, sets: sets, having: filter, order: order)
    }

    /// Fewer and fewer for a roll-up, every choice for a cube; the choices are counted in bits, the first field's the highest.
    private var sets: [[Bool]] {
        let count = soql.grouping.count
        let whole = (1 << count) - 1
        let choices: [Int] =
            switch soql.subtotals {
            case .none: [whole]
            case .rollup: (0...count).map { whole & ~((1 << $0) - 1) }
            case .cube: (0...whole).reversed()
            }
        return choices.map { choice in (0..<count).map { choice >> (count - 1 - $0) & 1 == 1 } }
    }

    private func groupedPath(_ operand: SOQLQuery.Operand) throws(SalesforceFault) -> FieldPath {
        guard let name = operand.field, !SOQLQuery.aggregates.contains(operand.function ?? "") else {
            throw query.malformed("unexpected token: '\(operand.function ?? "")'", at: operand.position)
        }
        let path = try resolver.path(name, function: operand.function)
        guard path.schema.isGroupable || path.function != nil else {
            throw query.malformed(
                "field '\(path.schema.name)' can not be grouped in a query call", at: name.position)
        }
        return path
    }

    private func column(
        _ operand: SOQLQuery.Operand, alias: String?, _ grouping: [FieldPath], _ unnamed: inout Int
    ) throws(SalesforceFault) -> Aggregation.Column {
        let source = try source(operand, grouping)
        var name = alias
        if name == nil {
            if case .group(let group) = source, grouping[group].function == nil {
                name = grouping[group].names.last
            } else {
                name = "expr\(unnamed)"
                unnamed += 1
            }
        }
        return Aggregation.Column(
            name: name ?? "", source: source, isWhole: isWhole(source, grouping),
            localized: operand.isLocalized ? written(source, grouping) : nil)
    }

    private func written(_ source: Aggregation.Source, _ grouping: [FieldPath]) -> (type: FieldType, scale: Int) {
        switch source {
        case .subtotalMark, .measure(.count, _), .measure(.countDistinct, _): (.int, 0)
        case .group(let group): (grouping[group].type, grouping[group].schema.scale)
        case .measure(_, let path): (path.type, path.schema.scale)
        }
    }

    private func isWhole(_ source: Aggregation.Source, _ grouping: [FieldPath]) -> Bool {
        switch source {
        case .group(let group): grouping[group].type.isWholeNumber
        case .subtotalMark: true
        case .measure(.count, _), .measure(.countDistinct, _): true
        case .measure(.average, _): false
        case .measure(_, let path): path.type.isWholeNumber
        }
    }

    private func source(_ operand: SOQLQuery.Operand, _ grouping: [FieldPath]) throws(SalesforceFault)
        -> Aggregation.Source
    {
        guard let name = operand.field else {
            throw query.malformed("Grouped query cannot use COUNT() alone; count a field", at: operand.position)
        }
        let path = try resolver.path(name, function: operand.function)
        if let function = operand.function.flatMap(Aggregation.Function.init(rawValue:)) {
            guard path.schema.isAggregatable, function.takes(path.type) else {
                throw query.malformed(
                    "field \(path.schema.name) does not support aggregate operator \(function.rawValue)",
                    at: name.position)
            }
            return .measure(function, path)
        }
        guard let group = grouping.firstIndex(where: { $0.text == path.text && $0.function == path.function }) else {
            throw query.malformed(
                "Field must be grouped or aggregated: \(path.text)", at: operand.position)
        }
        return operand.function == "GROUPING" ? .subtotalMark(group) : .group(group)
    }

    /// The column an operand of HAVING or ORDER BY means: a selected one, by alias too, or a hidden one.
    private func place(
        of operand: SOQLQuery.Operand, _ grouping: [FieldPath], _ columns: [Aggregation.Column],
        _ hidden: inout [Aggregation.Column]
    ) throws(SalesforceFault) -> Int {
        if operand.function == nil, let name = operand.field?.text.lowercased(),
            let place = columns.firstIndex(where: { $0.name.lowercased() == name })
        {
            return place
        }
        let source = try source(operand, grouping)
        hidden.append(Aggregation.Column(name: "", source: source, isWhole: false))
        return columns.count + hidden.count - 1
    }

    private func having(
        _ condition: SOQLQuery.Condition, _ grouping: [FieldPath], _ columns: [Aggregation.Column],
        _ hidden: inout [Aggregation.Column]
    ) throws(SalesforceFault) -> AggregateCondition {
        switch condition {
        case .all(let parts): return .all(try having(parts, grouping, columns, &hidden))
        case .any(let parts): return .any(try having(parts, grouping, columns, &hidden))
        case .not(let part): return .not(try having(part, grouping, columns, &hidden))
        case .isIn(let operand, _, _):
            throw query.malformed("semi joins are not allowed in HAVING", at: operand.position)
        case .compare(let operand, _, _), .isAmong(let operand, _, _), .includes(let operand, _, _):
            let place = try place(of: operand, grouping, columns, &hidden)
            let source = (columns + hidden)[place].source
            let path: FieldPath
            var type: FieldType
            switch source {
            case .group(let group):
                path = grouping[group]
                type = path.type
            case .subtotalMark(let group):
                path = grouping[group]
                type = .int
            case .measure(let function, let measured):
                path = measured
                type = function == .least || function == .greatest ? measured.type : .double
            }
            let literals = LiteralPlanner(
                query: query, field: path.schema.name, type: type, position: operand.position)
            switch condition {
            case .compare(_, let comparison, let literal):
                return .test(column: place, try literals.test(comparison, literal))
            case .isAmong(_, let values, let negated):
                let test = AggregateCondition.test(column: place, try literals.membership(values))
                return negated ? .not(test) : test
            default: throw query.malformed("INCLUDES is not allowed in HAVING", at: operand.position)
            }
        }
    }

    private func having(
        _ parts: [SOQLQuery.Condition], _ grouping: [FieldPath], _ columns: [Aggregation.Column],
        _ hidden: inout [Aggregation.Column]
    ) throws(SalesforceFault) -> [AggregateCondition] {
        var conditions: [AggregateCondition] = []
        for part in parts { conditions.append(try having(part, grouping, columns, &hidden)) }
        return conditions
    }
}

extension Aggregation.Function {
    func takes(_ type: FieldType) -> Bool {
        switch self {
        case .sum, .average: type.isNumber
        case .count, .countDistinct: true
        case .least, .greatest: type != .boolean
        }
    }
}
