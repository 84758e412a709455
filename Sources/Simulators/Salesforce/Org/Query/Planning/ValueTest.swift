/// What a condition asks of one value.
indirect enum ValueTest: Sendable {
    case isNull
    case isNotNull
    case equals(FieldValue)
    case differs(FieldValue)
    case less(FieldValue, orEqual: Bool)
    case greater(FieldValue, orEqual: Bool)
    case like(LikePattern)
    case isAmong([FieldValue], texts: Set<String>, includesNull: Bool)
    case not(ValueTest)
    /// Each option is a set of values that must all be selected.
    case includes([[String]])
    case lies(from: FieldValue, before: FieldValue)
    case either([ValueTest])

    /// - Parameter value: texts in their own spelling; those of the test are folded.
    func holds(_ value: FieldValue) -> Bool {
        switch self {
        case .isNull: return value.isNull
        case .isNotNull: return !value.isNull
        case .equals(let other): return value.folded == other
        case .differs(let other): return value.folded != other
        case .less(let other, let orEqual):
            return Formula.order(value.folded, other).map { $0 < 0 || (orEqual && $0 == 0) } ?? false
        case .greater(let other, let orEqual):
            return Formula.order(value.folded, other).map { $0 > 0 || (orEqual && $0 == 0) } ?? false
        case .like(let pattern):
            guard case .text(let text) = value else { return false }
            return pattern.matches(TextFolding.folded(text))
        case .isAmong(let values, let texts, let includesNull):
            if value.isNull { return includesNull }
            if case .text(let text) = value { return texts.contains(TextFolding.folded(text)) }
            return values.contains(value)
        case .not(let test): return !test.holds(value)
        case .includes(let options):
            guard case .text(let text) = value else { return false }
            let selected = Set(text.lowercased().split(separator: ";").map(String.init))
            return options.contains { $0.allSatisfy(selected.contains) }
        case .lies(let start, let end):
            return (Formula.order(value, start) ?? -1) >= 0 && (Formula.order(value, end) ?? 1) < 0
        case .either(let tests): return tests.contains { $0.holds(value) }
        }
    }
}

extension FieldValue {
    /// Texts without their case, all else as it is.
    var folded: FieldValue {
        guard case .text(let text) = self else { return self }
        return .text(TextFolding.folded(text))
    }
}
