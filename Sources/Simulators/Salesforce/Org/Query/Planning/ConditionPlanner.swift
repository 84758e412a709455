/// Plans conditions: looks names up, checks the literals against the fields' types, and finds the fast tests.
struct ConditionPlanner {
    let planner: QueryPlanner
    let resolver: PathResolver

    private var query: QueryText { planner.query }

    func predicate(_ condition: SOQLQuery.Condition) throws(SalesforceFault) -> Predicate {
        switch condition {
        case .all(let parts): return .all(try predicates(parts))
        case .any(let parts): return .any(try predicates(parts))
        case .not(let part): return .not(try predicate(part))
        case .isIn(let operand, let inner, let negated):
            let path = try path(operand)
            let ids = try SemiJoinPlanner(planner: planner, resolver: resolver).ids(of: inner, for: path, operand)
            guard !negated else {
                let test = ValueTest.isAmong(
                    [], texts: Set(ids.map { TextFolding.folded($0.text) }), includesNull: false)
                return .value(path, .not(test))
            }
            if let own = path.own, path.schema.type.isID { return .id(field: own, ids) }
            return .value(path, .isAmong([], texts: Set(ids.map { TextFolding.folded($0.text) }), includesNull: false))
        case .compare(let operand, _, _), .isAmong(let operand, _, _), .includes(let operand, _, _):
            let path = try path(operand)
            if let predicate = fast(path, condition) { return predicate }
            return .value(path, try test(condition, path))
        }
    }

    private func predicates(_ parts: [SOQLQuery.Condition]) throws(SalesforceFault) -> [Predicate] {
        var predicates: [Predicate] = []
        for part in parts { predicates.append(try predicate(part)) }
        return predicates
    }

    private func path(_ operand: SOQLQuery.Operand) throws(SalesforceFault) -> FieldPath {
        guard let name = operand.field, !SOQLQuery.aggregates.contains(operand.function ?? "") else {
            throw query.malformed("unexpected token: '\(operand.function ?? "")'", at: operand.position)
        }
        let path = try resolver.path(name, function: operand.function)
        guard path.schema.type != .address else {
            throw query.fault(
                "INVALID_FIELD", "Address fields can only be filtered using Distance expressions", at: name.position)
        }
        guard path.schema.isFilterable, !path.schema.type.isCompound else {
            throw query.fault(
                "INVALID_FIELD", "field '\(path.schema.name)' can not be filtered in a query call", at: name.position)
        }
        return path
    }

    /// The test on a value that a comparison makes, once its literals fit the type.
    func test(_ condition: SOQLQuery.Condition, _ path: FieldPath) throws(SalesforceFault) -> ValueTest {
        let literals = LiteralPlanner(
            query: query, field: path.schema.name, type: path.type, position: condition.operandPosition)
        switch condition {
        case .compare(_, let comparison, let literal): return try literals.test(comparison, literal)
        case .isAmong(_, let values, let negated):
            let test = try literals.membership(values)
            return negated ? .not(test) : test
        case .includes(let operand, let values, let negated):
            guard path.type == .multipicklist else {
                throw query.fault(
                    "INVALID_QUERY_FILTER_OPERATOR", "invalid operator on \(path.type.rawValue) field",
                    at: operand.position)
            }
            let options = values.map { literal -> [String] in
                guard case .text(let text) = literal.value else { return [] }
                return LikePattern.plain(text).lowercased().split(separator: ";").map(String.init)
            }
            let test = ValueTest.includes(options)
            return negated ? .not(test) : test
        default: return .isNull
        }
    }

    // MARK: Fast tests

    /// A test on the column itself, where the field is the record's own, stored, and the comparison plain.
    private func fast(_ path: FieldPath, _ condition: SOQLQuery.Condition) -> Predicate? {
        guard let own = path.own, path.function == nil, path.schema.formula == nil,
            !path.schema.isNameField || path.schema.isCreateable
        else {
            return nil
        }
        switch condition {
        case .compare(_, let comparison, let literal): return fast(own, path.type, comparison, literal.value)
        case .isAmong(_, let literals, false) where path.type.isID:
            var ids: Set<SalesforceID> = []
            for literal in literals {
                guard case .text(let text) = literal.value, let id = SalesforceID(text) else { return nil }
                ids.insert(id)
            }
            return .id(field: own, ids)
        default: return nil
        }
    }

    private func fast(
        _ field: Int, _ type: FieldType, _ comparison: SOQLQuery.Comparison, _ value: SOQLQuery.Literal.Value
    ) -> Predicate? {
        switch value {
        case .instant(let instant) where type == .datetime:
            guard let range = Self.range(comparison, instant, least: .min + 1, greatest: .max, step: 1) else {
                return nil
            }
            return range.map { .instant(field: field, $0) } ?? .not(.always)
        case .days(let days) where type == .datetime:
            let start = Int64(days.lowerBound) * TimeText.millisecondsPerDay
            let end = Int64(days.upperBound) * TimeText.millisecondsPerDay
            switch comparison {
            case .equal: return start < end ? .instant(field: field, start...end - 1) : .not(.always)
            case .less: return .instant(field: field, Int64.min + 1...start - 1)
            case .lessOrEqual: return .instant(field: field, Int64.min + 1...end - 1)
            case .greater: return .instant(field: field, end...Int64.max)
            case .greaterOrEqual: return .instant(field: field, start...Int64.max)
            default: return nil
            }
        case .number(let number) where type.isNumber:
            switch comparison {
            case .equal: return .number(field: field, number...number)
            case .less: return .number(field: field, -.infinity...number.nextDown)
            case .lessOrEqual: return .number(field: field, -.infinity...number)
            case .greater: return .number(field: field, number.nextUp...(.infinity))
            case .greaterOrEqual: return .number(field: field, number...(.infinity))
            default: return nil
            }
        case .text(let text) where type.isID:
            guard let id = SalesforceID(LikePattern.plain(text)) else { return nil }
            switch comparison {
            case .equal: return .id(field: field, [id])
            case .less, .lessOrEqual:
                return .idOrder(field: field, after: nil, before: id, orEqual: comparison == .lessOrEqual)
            case .greater, .greaterOrEqual:
                return .idOrder(field: field, after: id, before: nil, orEqual: comparison == .greaterOrEqual)
            default: return nil
            }
        case .text(let text) where type.isText && comparison == .equal && !text.isEmpty:
            return .text(field: field, folded: Array(TextFolding.folded(LikePattern.plain(text)).utf8))
        default: return nil
        }
    }

    /// The whole numbers that a comparison admits: an inner nil for none, an outer nil for a comparison that is no range.
    private static func range(
        _ comparison: SOQLQuery.Comparison, _ bound: Int64, least: Int64, greatest: Int64, step: Int64
    ) -> ClosedRange<Int64>?? {
        switch comparison {
        case .equal: .some(bound...bound)
        case .less: .some(bound > least ? least...bound - step : nil)
        case .lessOrEqual: .some(least...max(bound, least))
        case .greater: .some(bound < greatest ? bound + step...greatest : nil)
        case .greaterOrEqual: .some(bound...greatest)
        default: nil
        }
    }
}
