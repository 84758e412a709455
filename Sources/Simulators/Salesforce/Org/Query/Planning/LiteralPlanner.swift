/// Checks literals against the type they are compared with, and makes the test.
struct LiteralPlanner {
    let query: QueryText
    let field: String
    let type: FieldType
    /// Where the field stands: refusals point to it, not to the literal.
    let position: Int

    func test(_ comparison: SOQLQuery.Comparison, _ literal: SOQLQuery.Literal) throws(SalesforceFault) -> ValueTest {
        if literal.value == .null || literal.value == .text("") {
            switch comparison {
            case .equal: return .isNull
            case .notEqual: return .isNotNull
            default: throw operatorFault
            }
        }
        if comparison == .like {
            guard type.isText, case .text(let text) = literal.value else { throw operatorFault }
            return .like(LikePattern(text))
        }
        if type == .boolean || type == .multipicklist, comparison != .equal, comparison != .notEqual {
            throw operatorFault
        }
        if case .days(let days) = literal.value { return try test(comparison, days: days, literal) }
        let value = try value(literal)
        switch comparison {
        case .equal: return .equals(value)
        case .notEqual: return .differs(value)
        case .less: return .less(value, orEqual: false)
        case .lessOrEqual: return .less(value, orEqual: true)
        case .greater: return .greater(value, orEqual: false)
        case .greaterOrEqual: return .greater(value, orEqual: true)
        case .like: throw operatorFault
        }
    }

    func membership(_ literals: [SOQLQuery.Literal]) throws(SalesforceFault) -> ValueTest {
        var values: [FieldValue] = []
        var texts: Set<String> = []
        var spans: [ValueTest] = []
        var includesNull = false
        for literal in literals {
            if literal.value == .null || literal.value == .text("") {
                includesNull = true
            } else if case .days(let days) = literal.value {
                spans.append(try test(.equal, days: days, literal))
            } else {
                let value = try value(literal)
                if case .text(let text) = value { texts.insert(text) } else { values.append(value) }
            }
        }
        let test = ValueTest.isAmong(values, texts: texts, includesNull: includesNull)
        return spans.isEmpty ? test : .either(spans + [test])
    }

    /// The literal as a value of the field's type, texts folded.
    private func value(_ literal: SOQLQuery.Literal) throws(SalesforceFault) -> FieldValue {
        switch (literal.value, type) {
        case (.text(let text), .id), (.text(let text), .reference):
            guard let id = SalesforceID(LikePattern.plain(text)) else {
                throw query.fault("INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: \(text)", at: position)
            }
            return .text(TextFolding.folded(id.text))
        case (.text(let text), _) where type.isText: return .text(TextFolding.folded(LikePattern.plain(text)))
        case (.number(let number), _) where type.isNumber: return .number(number)
        case (.flag(let flag), .boolean): return .flag(flag)
        case (.instant(let instant), .datetime): return .instant(instant)
        case (.day(let day), .date): return .day(day)
        case (.time(let time), .time): return .time(time)
        default: throw typeFault(literal)
        }
    }

    private func test(
        _ comparison: SOQLQuery.Comparison, days: Range<Int>, _ literal: SOQLQuery.Literal
    ) throws(SalesforceFault) -> ValueTest {
        guard type == .date || type == .datetime else { throw typeFault(literal) }
        func bound(_ day: Int) -> FieldValue {
            type == .date ? .day(Int32(day)) : .instant(Int64(day) * TimeText.millisecondsPerDay)
        }
        let start = bound(days.lowerBound)
        let end = bound(days.upperBound)
        switch comparison {
        case .equal: return .lies(from: start, before: end)
        case .notEqual: return .not(.lies(from: start, before: end))
        case .less: return .less(start, orEqual: false)
        case .lessOrEqual: return .less(end, orEqual: false)
        case .greater: return .greater(end, orEqual: true)
        case .greaterOrEqual: return .greater(start, orEqual: true)
        case .like: throw operatorFault
        }
    }

    private var operatorFault: SalesforceFault {
        query.fault("INVALID_QUERY_FILTER_OPERATOR", "invalid operator on \(typeName) field", at: position)
    }

    private func typeFault(_ literal: SOQLQuery.Literal) -> SalesforceFault {
        let quoted: String =
            if case .text = literal.value { "not be" } else { "be" }
        let needsQuotes = type.isText || type.isID
        let hasQuotes = quoted == "not be"
        let hint = needsQuotes == hasQuotes ? "" : " and should \(needsQuotes ? "be" : "not be") enclosed in quotes"
        return query.fault(
            "INVALID_FIELD", "value of filter criterion for field '\(field)' must be of type \(typeName)\(hint)",
            at: position)
    }

    private var typeName: String { type == .datetime ? "dateTime" : type.rawValue }
}
