/// The functions a formula may call.
enum FormulaFunction: String, Sendable {
    case `if`, and, or, not, isblank, isnull, blankvalue, nullvalue, text, value, len, upper, lower, trim, left, right,
        mid
    case contains, begins, substitute, round, floor, ceiling, abs, min, max, mod, `case`, ispickval, today, now, year,
        month
    case day, datevalue

    typealias Expression = Formula.Expression
    typealias Evaluation = (Expression, Formula.Context) -> FieldValue

    func value(_ arguments: [Expression], _ context: Formula.Context, _ evaluate: Evaluation) -> FieldValue {
        func argument(_ index: Int) -> FieldValue {
            index < arguments.count ? evaluate(arguments[index], context) : .null
        }
        func text(_ index: Int) -> String { argument(index).formulaText }
        func number(_ index: Int) -> Double? {
            guard case .number(let number) = argument(index) else { return nil }
            return number
        }
        func numbers() -> [Double] { arguments.indices.compactMap(number) }
        switch self {
        case .if: return argument(0).isTrue ? argument(1) : argument(2)
        case .and: return .flag(arguments.indices.allSatisfy { argument($0).isTrue })
        case .or: return .flag(arguments.indices.contains { argument($0).isTrue })
        case .not: return .flag(!argument(0).isTrue)
        case .isblank, .isnull: return .flag(text(0).isEmpty)
        case .blankvalue, .nullvalue: return text(0).isEmpty ? argument(1) : argument(0)
        case .text: return .text(text(0))
        case .value: return Double(text(0)).map(FieldValue.number) ?? .null
        case .len: return .number(Double(text(0).count))
        case .upper: return .text(text(0).uppercased())
        case .lower: return .text(text(0).lowercased())
        case .trim: return .text(Self.trimmed(text(0)))
        case .left: return .text(String(text(0).prefix(Self.count(number(1)))))
        case .right: return .text(String(text(0).suffix(Self.count(number(1)))))
        case .mid: return .text(String(text(0).dropFirst(Self.count(number(1)) - 1).prefix(Self.count(number(2)))))
        case .contains: return .flag(text(0).contains(text(1)))
        case .begins: return .flag(text(0).hasPrefix(text(1)))
        case .substitute: return .text(Self.substitute(text(0), text(1), text(2)))
        case .ispickval: return .flag(text(0) == text(1))
        case .round: return number(0).map { .number(Self.rounded($0, places: Self.count(number(1)))) } ?? .null
        case .floor: return number(0).map { .number($0.rounded(.down)) } ?? .null
        case .ceiling: return number(0).map { .number($0.rounded(.up)) } ?? .null
        case .abs: return number(0).map { .number(Swift.abs($0)) } ?? .null
        case .min: return numbers().min().map(FieldValue.number) ?? .null
        case .max: return numbers().max().map(FieldValue.number) ?? .null
        case .mod:
            guard let left = number(0), let right = number(1), right != 0 else { return .null }
            return .number(left.truncatingRemainder(dividingBy: right))
        case .case: return Self.choice(arguments.indices.map(argument))
        case .today: return .day(Int32(context.now.flooredDays))
        case .now: return .instant(context.now)
        case .year, .month, .day, .datevalue: return datePart(argument(0))
        }
    }

    private func datePart(_ value: FieldValue) -> FieldValue {
        let day: Int
        switch value {
        case .day(let number): day = Int(number)
        case .instant(let instant): day = instant.flooredDays
        default: return .null
        }
        let date = CivilDay.date(day)
        switch self {
        case .year: return .number(Double(date.year))
        case .month: return .number(Double(date.month))
        case .day: return .number(Double(date.day))
        default: return .day(Int32(day))
        }
    }

    private static func count(_ number: Double?) -> Int {
        Int(Swift.max(0, Swift.min(number ?? 0, 1_000_000)))
    }

    private static func rounded(_ number: Double, places: Int) -> Double {
        var factor = 1.0
        for _ in 0..<Swift.min(places, 18) { factor *= 10 }
        return (number * factor).rounded(.toNearestOrAwayFromZero) / factor
    }

    private static func trimmed(_ text: String) -> String {
        let inside = text.drop { $0 == " " }
        return String(inside.reversed().drop { $0 == " " }.reversed())
    }

    private static func substitute(_ text: String, _ old: String, _ new: String) -> String {
        guard !old.isEmpty else { return text }
        return text.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    }

    /// CASE(value, option, result, …, otherwise).
    private static func choice(_ values: [FieldValue]) -> FieldValue {
        guard let subject = values.first, values.count >= 2 else { return .null }
        var index = 1
        while index + 1 < values.count {
            if values[index] == subject { return values[index + 1] }
            index += 2
        }
        return index < values.count ? values[index] : .null
    }
}

extension Int64 {
    /// The day that an instant in UTC milliseconds falls on.
    var flooredDays: Int {
        Int(
            self >= 0
                ? self / TimeText.millisecondsPerDay
                : (self - TimeText.millisecondsPerDay + 1) / TimeText.millisecondsPerDay)
    }
}
