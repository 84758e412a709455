import Domain
import GRDB

/// The statements of one look through accounts or users.
///
/// The sorted rows are walked by an index up to a bound; filters are applied to what the walk meets. So a filter that
/// nobody passes costs no more than the bound, and the walk can be gone on with from where it ended.
struct ExplorerSQL {
    let query: ExplorerQuery
    let columns: [Column]
    private let known: [String: Column]
    private(set) var arguments: StatementArguments = []

    /// How many rows one look walks over at most.
    static let walk = 15_000

    struct Column {
        let name: String
        let stored: String
        let type: CellType
    }

    init(_ query: ExplorerQuery, attributes: [AttributeDefinition]) {
        self.query = query
        let kind: RecordKind = query.entity == .account ? .accounts : .users
        let standard = kind.columns.map { Column(name: $0.name, stored: $0.name, type: $0.type) }
        let custom = attributes.map {
            Column(name: $0.apiName, stored: $0.columnName, type: CellType($0.type))
        }
        columns = standard + custom.filter { query.attributes.contains($0.name) }
        known = Dictionary((standard + custom).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Selects the rows; one more than wanted, to see whether there are more.
    mutating func select() -> String {
        arguments = []
        let walked = walkedRows()
        let conditions = query.filters.map { condition($0) }
        let listed = columns.map { "r.\(quoted($0.stored))" }.joined(separator: ", ")
        return """
            SELECT r.id AS row_id, r.\(quoted(sortColumn)) AS row_sort, l.decision AS row_decision,
                l.salesforce_id AS row_salesforce_id, l.rule AS row_rule, \(listed)
            FROM (\(walked)) r LEFT JOIN link l ON l.entity = '\(table)' AND l.record = r.key
            \(conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND "))
            LIMIT \(query.limit + 1)
            """
    }

    /// Where the walk ends, if it ends before the last row.
    mutating func end() -> String {
        arguments = []
        let rows = walkedRows(limit: "1 OFFSET \(Self.walk - 1)")
        return "SELECT id AS row_id, \(quoted(sortColumn)) AS row_sort FROM (\(rows))"
    }

    var sortColumn: String { ExplorerQuery.sortable(query.entity).contains(query.sort) ? query.sort : "id" }

    private var table: String { query.entity.rawValue }

    private mutating func walkedRows(limit: String? = nil) -> String {
        let source = query.search.map { found(by: $0) } ?? "SELECT * FROM \(quoted(table))"
        let collation = sortColumn == "id" ? "" : " COLLATE NOCASE"
        let column = quoted(sortColumn) + collation
        let direction = query.isDescending ? " DESC" : ""
        return """
            SELECT * FROM (\(source)) WHERE \(beyond(column)) ORDER BY \(column)\(direction), id\(direction)
            LIMIT \(limit ?? String(Self.walk))
            """
    }

    /// Rows whose id, name or e-mail begins with a text, each found by its index.
    private mutating func found(by search: String) -> String {
        let names = ["id"] + (table == "account" ? ["name"] : ["email", "last_name", "account_id"])
        let parts = names.map { name -> String in
            let isExact = name == "id" || name == "account_id"
            arguments += [search, search + "\u{10FFFF}"]
            let column = quoted(name) + (isExact ? "" : " COLLATE NOCASE")
            return "SELECT * FROM (SELECT key FROM \(quoted(table)) WHERE \(column) >= ? AND \(column) < ? LIMIT 2000)"
        }
        return "SELECT * FROM \(quoted(table)) WHERE key IN (\(parts.joined(separator: " UNION ")))"
    }

    /// After the last row of the page before. Rows without the sorted value come first, as SQLite sorts them.
    private mutating func beyond(_ column: String) -> String {
        guard let after = query.after else { return "1" }
        if sortColumn == "id" {
            arguments += [after.id]
            return "id \(query.isDescending ? "<" : ">") ?"
        }
        if let value = after.value {
            arguments += [value, after.id]
            return query.isDescending
                ? "((\(column), id) < (?, ?) OR \(column) IS NULL)" : "(\(column), id) > (?, ?)"
        }
        arguments += [after.id]
        return query.isDescending
            ? "\(column) IS NULL AND id < ?" : "(\(column) IS NOT NULL OR id > ?)"
    }

    private mutating func condition(_ filter: ExplorerQuery.Filter) -> String {
        switch filter.column {
        case "link":
            arguments += [filter.value]
            return filter.comparison == .differs
                ? "coalesce(l.decision, 'unmatched') <> ?" : "coalesce(l.decision, 'unmatched') = ?"
        case "rule": return text("l.rule", filter)
        case "linked_to": return text("l.salesforce_id", filter)
        default:
            guard let column = known[filter.column] else { return "1" }
            return condition(on: "r." + quoted(column.stored), column.type, filter)
        }
    }

    private mutating func condition(
        on expression: String, _ type: CellType, _ filter: ExplorerQuery.Filter
    ) -> String {
        switch type {
        case .text, .userType: return text(expression, filter)
        case .number, .boolean, .instant, .timeOfDay:
            if filter.comparison == .isSet { return "\(expression) IS NOT NULL" }
            if filter.comparison == .isNotSet { return "\(expression) IS NULL" }
            var typed = filter.value
            guard let number = typed.withUTF8({ type.number($0) }) else { return "0" }
            arguments += [number]
            return switch filter.comparison {
            case .differs: "\(expression) IS NOT ?"
            case .above: "\(expression) > ?"
            case .below: "\(expression) < ?"
            default: "\(expression) = ?"
            }
        }
    }

    private mutating func text(_ expression: String, _ filter: ExplorerQuery.Filter) -> String {
        switch filter.comparison {
        case .isSet: return "\(expression) IS NOT NULL"
        case .isNotSet: return "\(expression) IS NULL"
        case .equals:
            arguments += [filter.value]
            return "\(expression) = ? COLLATE NOCASE"
        case .differs:
            arguments += [filter.value]
            return "\(expression) IS NOT ? COLLATE NOCASE"
        case .contains:
            arguments += [filter.value]
            return "instr(lower(\(expression)), lower(?)) > 0"
        case .begins:
            arguments += [filter.value, filter.value]
            return "substr(\(expression), 1, length(?)) = ? COLLATE NOCASE"
        case .above:
            arguments += [filter.value]
            return "\(expression) > ? COLLATE NOCASE"
        case .below:
            arguments += [filter.value]
            return "\(expression) < ? COLLATE NOCASE"
        }
    }
}

extension CellType {
    /// What a filter's text is to be compared with.
    fileprivate func number(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
        switch read(text) {
        case .integer(let integer): Double(integer)
        case .double(let double): double
        default: nil
        }
    }
}
