import Domain
import GRDB

/// An audience filter as a condition over `u` (member), `l` (its link), `a` (its account) and `k` (its KPIs).
///
/// What is not set satisfies no comparison, and so satisfies the negation of any.
struct AudienceSQL {
    private(set) var arguments: [any DatabaseValueConvertible] = []
    private let now: Instant

    init(now: Instant) {
        self.now = now
    }

    mutating func condition(_ filter: AudienceFilter) -> String {
        switch filter {
        // A chain of AND is as deep as it is long, and SQLite follows to a certain depth; CASE is flat, and stops early too.
        case .all(let parts): "CASE " + parts.map { "WHEN NOT \(condition($0)) THEN 0 " }.joined() + "ELSE 1 END"
        case .any(let parts): "CASE " + parts.map { "WHEN \(condition($0)) THEN 1 " }.joined() + "ELSE 0 END"
        case .not(let inner): "NOT \(condition(inner))"
        case .compare(let field, let comparison, let value): compare(field, comparison, value)
        case .oneOf(let field, let values):
            "coalesce(\(column(field))\(collation(field)) IN (\(values.map { bind($0) }.joined(separator: ", "))), 0)"
        case .contains(let field, let text):
            field.kind == .list
                ? "coalesce(instr(\(folded("';' || \(column(field)) || ';'")), \(folded(bind(";\(text);")))) > 0, 0)"
                : "coalesce(instr(\(folded(column(field))), \(folded(bind(text)))) > 0, 0)"
        case .isSet(let field): "(\(column(field)) IS NOT NULL)"
        case .has(.account): "(l.account_id IS NOT NULL)"
        case .has(.email): "(u.email_key IS NOT NULL)"
        case .has(.salesforce):
            """
            EXISTS (SELECT 1 FROM link s WHERE s.entity = 'account' AND s.record = a.key AND s.salesforce_id IS NOT NULL)
            """
        case .active(let days):
            "EXISTS (SELECT 1 FROM community_sign g WHERE g.member = u.key AND g.at >= "
                + bind(now.milliseconds - Int64(days) * 86_400_000) + ")"
        }
    }

    private mutating func compare(
        _ field: AudienceField, _ comparison: AudienceFilter.Comparison, _ value: AudienceValue
    ) -> String {
        "coalesce(\(column(field))\(collation(field)) \(comparison.rawValue) \(bind(value)), 0)"
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
