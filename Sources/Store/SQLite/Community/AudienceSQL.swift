import Domain
import GRDB

/// An audience filter as a condition over `u` (member), `l` (its link), `a` (its account) and `k` (its KPIs).
///
/// What is not set satisfies no comparison, nor the negation of one: nobody is invited for what is not known of them.
struct AudienceSQL {
    private(set) var arguments: [any DatabaseValueConvertible] = []
    private let now: Instant

    init(now: Instant) {
        self.now = now
    }

    /// 1 where the filter is surely true, or surely false where that is asked; 0 otherwise.
    mutating func condition(_ filter: AudienceFilter, is truth: Bool = true) -> String {
        switch filter {
        case .all(let parts): truth ? every(parts, are: true) : atLeastOne(parts, is: false)
        case .any(let parts): truth ? atLeastOne(parts, is: true) : every(parts, are: false)
        case .not(let inner): condition(inner, is: !truth)
        case .compare(let field, let comparison, let value):
            known("\(compared(field, by: value.isDay)) \(comparison.rawValue) \(bind(value))", is: truth)
        case .oneOf(let field, let values):
            known(
                [false, true].compactMap { byDay in isIn(field, values.filter { $0.isDay == byDay }, by: byDay) }
                    .joined(separator: " OR "), is: truth)
        case .contains(let field, let text):
            known(
                field.kind == .list
                    ? "instr(\(folded("';' || \(column(field)) || ';'")), \(folded(bind(";\(text);")))) > 0"
                    : "instr(\(folded(column(field))), \(folded(bind(text)))) > 0", is: truth)
        case .isSet(let field): certain("\(column(field)) IS NOT NULL", is: truth)
        case .has(.account): certain("l.account_id IS NOT NULL", is: truth)
        case .has(.email): certain("u.email_key IS NOT NULL", is: truth)
        case .has(.salesforce):
            certain(
                """
                EXISTS (SELECT 1 FROM link s WHERE s.entity = 'account' AND s.record = a.key AND s.salesforce_id IS NOT NULL)
                """, is: truth)
        case .active(let days):
            certain(
                "EXISTS (SELECT 1 FROM \(MemberSigns.table) g WHERE g.member = u.key AND g.at >= "
                    + bind(now.milliseconds - Int64(days) * 86_400_000) + " AND g.at < \(bind(now.milliseconds)))",
                is: truth)
        }
    }

    /// A chain of AND is as deep as it is long, and SQLite follows to a certain depth; CASE is flat, and stops early too.
    private mutating func every(_ parts: [AudienceFilter], are truth: Bool) -> String {
        "CASE " + parts.map { "WHEN NOT \(condition($0, is: truth)) THEN 0 " }.joined() + "ELSE 1 END"
    }

    /// A CASE too, for the same reason as in `every`.
    private mutating func atLeastOne(_ parts: [AudienceFilter], is truth: Bool) -> String {
        "CASE " + parts.map { "WHEN \(condition($0, is: truth)) THEN 1 " }.joined() + "ELSE 0 END"
    }

    /// A comparison, which is neither true nor false of what is not set.
    private func known(_ comparison: String, is truth: Bool) -> String {
        truth ? "coalesce(\(comparison), 0)" : "coalesce(NOT (\(comparison)), 0)"
    }

    /// What is always either true or false.
    private func certain(_ condition: String, is truth: Bool) -> String {
        truth ? "(\(condition))" : "(NOT (\(condition)))"
    }

    private mutating func isIn(_ field: AudienceField, _ values: [AudienceValue], by day: Bool) -> String? {
        values.isEmpty
            ? nil : "\(compared(field, by: day)) IN (\(values.map { bind($0) }.joined(separator: ", ")))"
    }

    /// What is compared: a time with a time, or its day with a day.
    private func compared(_ field: AudienceField, by day: Bool) -> String {
        let column = column(field)
        return day ? "(\(column) - (\(column) % 86400000 + 86400000) % 86400000)" : column + collation(field)
    }

    private func collation(_ field: AudienceField) -> String {
        field.kind == .text ? " COLLATE \(DatabaseCollation.caseInsensitiveCompare.name)" : ""
    }

    private mutating func bind(_ value: AudienceValue) -> String {
        switch value {
        case .text(let text): bind(text)
        case .number(let number): bind(number)
        case .boolean(let boolean): bind(boolean ? 1 : 0)
        case .instant(let instant): bind(instant.milliseconds)
        case .day(let day): bind(day.startInUTC.milliseconds)
        }
    }

    /// SQLite's own `lower` knows no letters beyond ASCII.
    private func folded(_ expression: String) -> String {
        "\(DatabaseFunction.lowercase.name)(\(expression))"
    }

    private func column(_ field: AudienceField) -> String {
        switch field.source {
        case .member(let name): "u.\(quoted(name))"
        case .account(let name): "a.\(quoted(name))"
        case .kpi(let name): "k.\(quoted(name))"
        }
    }

    private mutating func bind(_ value: any DatabaseValueConvertible) -> String {
        arguments.append(value)
        return "?"
    }
}

extension AudienceValue {
    fileprivate var isDay: Bool {
        if case .day = self { return true }
        return false
    }
}
