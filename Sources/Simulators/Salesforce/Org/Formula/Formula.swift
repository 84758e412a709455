/// A formula field's expression, computed whenever the field is read.
///
/// Understood: text, numbers, `true`, `false`, `null`, fields of the record and of its parents (`Account.Name`), `+ - * / ^ &`,
/// comparisons, `&& || !`, and the functions of `FormulaFunction`. A null number makes arithmetic null; a null text is empty.
struct Formula: Sendable {
    indirect enum Expression: Sendable {
        case literal(FieldValue)
        case field([String])
        case unary(String, Expression)
        case binary(String, Expression, Expression)
        case call(FormulaFunction, [Expression])
    }

    let text: String
    let expression: Expression

    init(parsing text: String, field: String) throws(OrgDataError) {
        self.text = text
        var parser = FormulaParser(text)
        guard let expression = parser.parse() else {
            throw OrgDataError(
                "The formula of \(field) is not understood from character \(parser.position + 1) on: \(text)")
        }
        self.expression = expression
    }

    /// What a formula reads: a field by its path, and the time.
    struct Context {
        let now: Int64
        let field: ([String]) -> FieldValue
    }

    func value(in context: Context) -> FieldValue {
        Self.value(expression, context)
    }

    private static func value(_ expression: Expression, _ context: Context) -> FieldValue {
        switch expression {
        case .literal(let value): return value
        case .field(let path): return context.field(path)
        case .unary("-", let inner):
            guard case .number(let number) = value(inner, context) else { return .null }
            return .number(-number)
        case .unary(_, let inner): return .flag(!value(inner, context).isTrue)
        case .binary("&&", let left, let right):
            return .flag(value(left, context).isTrue && value(right, context).isTrue)
        case .binary("||", let left, let right):
            return .flag(value(left, context).isTrue || value(right, context).isTrue)
        case .binary(let sign, let left, let right): return combine(sign, value(left, context), value(right, context))
        case .call(let function, let arguments): return function.value(arguments, context, value)
        }
    }

    private static func combine(_ sign: String, _ left: FieldValue, _ right: FieldValue) -> FieldValue {
        switch sign {
        case "&": return .text(left.formulaText + right.formulaText)
        case "=", "==": return .flag(isEqual(left, right))
        case "<>", "!=": return .flag(!isEqual(left, right))
        case "<", ">", "<=", ">=":
            guard let order = order(left, right) else { return .flag(false) }
            return .flag(
                sign.hasPrefix("<")
                    ? order < 0 || (sign == "<=" && order == 0) : order > 0 || (sign == ">=" && order == 0))
        case "+": return sum(left, right)
        case "-": return difference(left, right)
        default:
            guard case (.number(let left), .number(let right)) = (left, right) else { return .null }
            switch sign {
            case "*": return .number(left * right)
            case "/": return right == 0 ? .null : .number(left / right)
            default: return .number(power(left, right))
            }
        }
    }

    private static func power(_ base: Double, _ exponent: Double) -> Double {
        var result = 1.0
        for _ in 0..<Int(min(abs(exponent).rounded(), 1_024)) { result *= base }
        return exponent < 0 ? 1 / result : result
    }

    private static func sum(_ left: FieldValue, _ right: FieldValue) -> FieldValue {
        switch (left, right) {
        case (.number(let left), .number(let right)): .number(left + right)
        case (.day(let day), .number(let days)), (.number(let days), .day(let day)): moved(day, by: days)
        case (.instant(let time), .number(let days)), (.number(let days), .instant(let time)):
            moved(time, by: days)
        case (.text, _), (_, .text): .text(left.formulaText + right.formulaText)
        default: .null
        }
    }

    private static func difference(_ left: FieldValue, _ right: FieldValue) -> FieldValue {
        switch (left, right) {
        case (.number(let left), .number(let right)): .number(left - right)
        case (.day(let day), .number(let days)): moved(day, by: -days)
        case (.day(let left), .day(let right)): .number(Double(left - right))
        case (.instant(let time), .number(let days)): moved(time, by: -days)
        case (.instant(let left), .instant(let right)): .number(Double(left - right) / 86_400_000)
        default: .null
        }
    }

    /// Null where the calendar ends.
    private static func moved(_ day: Int32, by days: Double) -> FieldValue {
        abs(days) < 3_000_000 ? .day(day + Int32(days)) : .null
    }

    private static func moved(_ time: Int64, by days: Double) -> FieldValue {
        abs(days) < 3_000_000 ? .instant(time + Int64(days * 86_400_000)) : .null
    }

    private static func isEqual(_ left: FieldValue, _ right: FieldValue) -> Bool {
        switch (left, right) {
        case (.null, .text(let text)), (.text(let text), .null): text.isEmpty
        default: left == right
        }
    }

    /// Negative, zero or positive; nil for values that cannot be compared.
    static func order(_ left: FieldValue, _ right: FieldValue) -> Int? {
        func sign<Value: Comparable>(_ left: Value, _ right: Value) -> Int { left < right ? -1 : left > right ? 1 : 0 }
        switch (left, right) {
        case (.number(let left), .number(let right)): return sign(left, right)
        case (.text(let left), .text(let right)): return sign(left, right)
        case (.day(let left), .day(let right)): return sign(left, right)
        case (.instant(let left), .instant(let right)): return sign(left, right)
        case (.time(let left), .time(let right)): return sign(left, right)
        default: return nil
        }
    }
}

extension FieldValue {
    var isTrue: Bool { self == .flag(true) }

    /// The text that TEXT() gives.
    var formulaText: String {
        var bytes: [UInt8] = []
        switch self {
        case .null: return ""
        case .text(let text): return text
        case .number(let number): NumberText.write(number, isWhole: true, to: &bytes)
        case .flag(let flag): return flag ? "true" : "false"
        case .instant(let instant): TimeText.write(instant: instant, zone: "Z", to: &bytes)
        case .day(let day): TimeText.write(day: day, to: &bytes)
        case .time(let time): TimeText.write(time: time, to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
