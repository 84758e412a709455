extension SOQLParser {
    mutating func condition() throws(SalesforceFault) -> SOQLQuery.Condition {
        var conditions = [try negation()]
        let junction = token.keyword
        guard junction == "AND" || junction == "OR" else { return conditions[0] }
        while token.keyword == "AND" || token.keyword == "OR" {
            // Salesforce does not rank AND over OR: a mixture needs brackets.
            guard token.keyword == junction else { throw unexpected() }
            place += 1
            conditions.append(try negation())
        }
        return junction == "AND" ? .all(conditions) : .any(conditions)
    }

    private mutating func negation() throws(SalesforceFault) -> SOQLQuery.Condition {
        if take("NOT") { return .not(try nested { parser throws(SalesforceFault) in try parser.negation() }) }
        if take("(") {
            let inner = try nested { parser throws(SalesforceFault) in try parser.condition() }
            try expect(")")
            return inner
        }
        return try comparison()
    }

    private mutating func comparison() throws(SalesforceFault) -> SOQLQuery.Condition {
        let left = try operand()
        let sign = token
        switch sign.keyword {
        case "=", "<", "<=", ">", ">=", "!=", "<>", "LIKE":
            place += 1
            let comparison = SOQLQuery.Comparison(rawValue: sign.keyword == "<>" ? "!=" : sign.keyword) ?? .equal
            return .compare(left, comparison, try literal())
        case "IN": return try membership(left, negated: false)
        case "NOT":
            place += 1
            guard token.keyword == "IN" else { throw unexpected() }
            return try membership(left, negated: true)
        case "INCLUDES", "EXCLUDES":
            place += 1
            return .includes(left, try literals(), negated: sign.keyword == "EXCLUDES")
        default: throw unexpected()
        }
    }

    private mutating func membership(
        _ left: SOQLQuery.Operand, negated: Bool
    ) throws(SalesforceFault) -> SOQLQuery.Condition {
        place += 1
        guard token.source == "(", following.keyword == "SELECT" else {
            return .isAmong(left, try literals(), negated: negated)
        }
        place += 1
        let inner = try nested { parser throws(SalesforceFault) in try parser.query(isInner: true) }
        try expect(")")
        return .isIn(left, inner, negated: negated)
    }

    private mutating func literals() throws(SalesforceFault) -> [SOQLQuery.Literal] {
        try expect("(")
        var literals = [try literal()]
        while take(",") { literals.append(try literal()) }
        try expect(")")
        return literals
    }

    private mutating func literal() throws(SalesforceFault) -> SOQLQuery.Literal {
        let start = token
        let value: SOQLQuery.Literal.Value
        switch start.kind {
        case .text(let text): value = .text(text)
        case .literal:
            guard let read = LiteralText.value(start.source) else { throw unexpected() }
            value = read
        case .name:
            switch start.keyword {
            case "NULL": value = .null
            case "TRUE": value = .flag(true)
            case "FALSE": value = .flag(false)
            default: return try dateLiteral()
            }
        default: throw unexpected()
        }
        place += 1
        return SOQLQuery.Literal(value: value, source: start.source, position: start.position)
    }

    /// TODAY, THIS_MONTH, LAST_N_DAYS:7 ….
    private mutating func dateLiteral() throws(SalesforceFault) -> SOQLQuery.Literal {
        let start = token
        var count: Int?
        if following.source == ":" {
            place += 2
            guard token.kind == .literal, let number = Int(token.source), (0...100_000).contains(number) else {
                throw unexpected()
            }
            count = number
        }
        guard let days = DateLiteral(name: start.keyword, count: count)?.days(today: now.flooredDays) else {
            place = tokens.firstIndex(of: start) ?? place
            throw unexpected()
        }
        place += 1
        return SOQLQuery.Literal(value: .days(days), source: start.source, position: start.position)
    }
}
