/// The columns of a query that answers with AggregateResults.
struct Aggregation: Sendable {
    enum Function: String, Sendable {
        case count = "COUNT", countDistinct = "COUNT_DISTINCT", sum = "SUM", average = "AVG", least = "MIN", greatest =
            "MAX"
    }

    enum Source: Sendable {
        /// A grouped value, by its place in `grouping`.
        case group(Int)
        /// 1 in the subtotals over that value, else 0.
        case subtotalMark(Int)
        case measure(Function, FieldPath)
    }

    struct Column: Sendable {
        let name: String
        let source: Source
        /// Whether numbers are written without a fraction.
        let isWhole: Bool
        /// Of which type the value is, and with how many decimals, where FORMAT writes it as people read it.
        var localized: (type: FieldType, scale: Int)?
    }

    /// What is selected.
    let columns: [Column]
    /// What HAVING and ORDER BY need besides.
    let hidden: [Column]
    let grouping: [FieldPath]
    /// Which grouped values the groups are of: all of them, then those of the subtotals.
    let sets: [[Bool]]
    let having: AggregateCondition?
    let order: [(column: Int, ascends: Bool, nullsFirst: Bool)]

    var allColumns: [Column] { columns + hidden }
}

/// A HAVING condition over the columns of an aggregation.
indirect enum AggregateCondition: Sendable {
    case all([AggregateCondition])
    case any([AggregateCondition])
    case not(AggregateCondition)
    case test(column: Int, ValueTest)

    func holds(_ values: [FieldValue]) -> Bool {
        switch self {
        case .all(let conditions): conditions.allSatisfy { $0.holds(values) }
        case .any(let conditions): conditions.contains { $0.holds(values) }
        case .not(let condition): !condition.holds(values)
        case .test(let column, let test): test.holds(values[column])
        }
    }
}
