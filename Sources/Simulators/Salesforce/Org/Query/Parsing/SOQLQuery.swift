/// A query as parsed: names are not looked up yet.
struct SOQLQuery {
    var items: [SelectItem] = []
    var object = Name(text: "", position: 0)
    var alias: String?
    var parents: [Parent] = []
    var condition: Condition?
    var grouping: [Operand] = []
    var subtotals = Subtotals.none
    var having: Condition?
    var order: [OrderItem] = []
    var limit: Int?
    var offset: Int?
    var includesDeleted = false

    /// The sums that GROUP BY adds to its groups: of ever fewer of the fields, or of every choice of them.
    enum Subtotals { case none, rollup, cube }

    /// A possibly dotted name.
    struct Name: Equatable {
        let text: String
        let position: Int

        var parts: [String] { text.split(separator: ".", omittingEmptySubsequences: false).map(String.init) }
    }

    /// A parent that FROM names beside the object, and what it is called.
    struct Parent {
        let path: Name
        let alias: String
    }

    enum SelectItem {
        case value(Operand, alias: String?)
        /// `FIELDS(ALL)` and the like.
        case fields(String, position: Int)
        case children(SOQLQuery)
        case typeOf(relationship: Name, branches: [(type: Name, fields: [Name])], otherwise: [Name])
    }

    /// What stands on the left of a comparison, in GROUP BY and in ORDER BY.
    struct Operand: Equatable {
        /// Upper case: COUNT, CALENDAR_YEAR, TOLABEL ….
        var function: String?
        /// Nil only for `COUNT()`.
        var field: Name?
        let position: Int
        /// Whether toLabel, FORMAT or the like stands around the field, which may then be renamed.
        var isFormatted = false
        /// Whether FORMAT is among them.
        var isLocalized = false
    }

    struct OrderItem {
        let operand: Operand
        let ascends: Bool
        let nullsFirst: Bool
    }

    enum Comparison: String {
        case equal = "=", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">", greaterOrEqual = ">=", like =
            "LIKE"
    }

    indirect enum Condition {
        case all([Condition])
        case any([Condition])
        case not(Condition)
        case compare(Operand, Comparison, Literal)
        case isAmong(Operand, [Literal], negated: Bool)
        case isIn(Operand, SOQLQuery, negated: Bool)
        case includes(Operand, [Literal], negated: Bool)

        /// Where the field of a comparison stands; of what joins several, the beginning.
        var operandPosition: Int {
            switch self {
            case .all, .any, .not: 0
            case .compare(let operand, _, _), .isAmong(let operand, _, _), .isIn(let operand, _, _),
                .includes(let operand, _, _):
                operand.position
            }
        }

        /// Whether it leaves only rows in which a field of such a name equals something.
        func pins(_ isWanted: (String) -> Bool) -> Bool {
            switch self {
            case .all(let parts): parts.contains { $0.pins(isWanted) }
            case .compare(let operand, .equal, _), .isAmong(let operand, _, negated: false),
                .isIn(let operand, _, negated: false):
                isWanted(operand.field?.text ?? "")
            default: false
            }
        }
    }

    struct Literal {
        enum Value: Equatable {
            case null
            case text(String)
            case number(Double)
            case flag(Bool)
            case instant(Int64)
            case day(Int32)
            case time(Int32)
            /// A date literal such as LAST_N_DAYS:7: its days, the last excluded.
            case days(Range<Int>)
        }

        let value: Value
        let source: String
        let position: Int
    }

    var hasAggregates: Bool {
        !grouping.isEmpty
            || items.contains { item in
                if case .value(let operand, _) = item {
                    Self.aggregates.contains(operand.function ?? "")
                } else {
                    false
                }
            }
    }

    static let aggregates: Set<String> = ["COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX", "GROUPING"]
    static let dateFunctions: Set<String> = [
        "CALENDAR_YEAR", "CALENDAR_QUARTER", "CALENDAR_MONTH", "DAY_IN_MONTH", "DAY_IN_WEEK", "DAY_IN_YEAR", "DAY_ONLY",
        "FISCAL_YEAR", "FISCAL_QUARTER", "FISCAL_MONTH", "HOUR_IN_DAY", "WEEK_IN_MONTH", "WEEK_IN_YEAR",
    ]
    /// These but FORMAT give the field's value as it is: one language, one currency, one time zone.
    static let plainFunctions: Set<String> = ["TOLABEL", "FORMAT", "CONVERTCURRENCY", "CONVERTTIMEZONE"]
}
