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

    /// How many rows a search gathers by each index but the one that it is sorted by.
    static let gathered = 2_000

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
    ///
    /// The walk sorts keys alone, by what the indexes hold; only rows that are looked at are read whole.
    mutating func select() -> String {
        arguments = []
        let walked = walkedKeys(query.filters.isEmpty ? query.limit + 1 : Self.walk)
        let conditions = query.filters.map { condition($0) }
        let listed = columns.map { "r.\(quoted($0.stored))" }.joined(separator: ", ")
        return """
            SELECT w.id, w.sorted, l.decision, l.salesforce_id, l.rule, \(listed)
            FROM (\(walked)) w CROSS JOIN \(quoted(table)) r ON r.key = w.key
            LEFT JOIN link l ON l.entity = '\(table)' AND l.record = r.key
            \(conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND "))
            LIMIT \(query.limit + 1)
            """
    }

    /// Where the walk ends, if it ends before the last row.
    mutating func end() -> String {
        arguments = []
        return "SELECT id, sorted FROM (\(walkedKeys(Self.walk))) LIMIT 1 OFFSET \(Self.walk - 1)"
    }

    /// Asks whether more rows begin with the search than one index gathers; nothing where all are found.
    mutating func surplus() -> String? {
        arguments = []
        guard let search = query.search else { return nil }
        let parts = searched.filter { $0 != sortColumn }.map { name -> String in
            let column = compared(name)
            arguments += [search, search + "\u{10FFFF}"]
            return """
                EXISTS (SELECT 1 FROM \(quoted(table)) WHERE \(column) >= ? AND \(column) < ? \
                LIMIT 1 OFFSET \(Self.gathered))
                """
        }
        return "SELECT \(parts.joined(separator: " OR "))"
    }

    var sortColumn: String { ExplorerQuery.sortable(query.entity).contains(query.sort) ? query.sort : "id" }

    private var table: String { query.entity.rawValue }
    private var direction: String { query.isDescending ? " DESC" : "" }

    /// A column as its index compares it.
    private func compared(_ column: String) -> String {
        quoted(column) + (column == "id" || column == "account_id" ? "" : " COLLATE NOCASE")
    }

    /// `key, id, sorted` of so many rows in order, from where the page before ended.
    private mutating func walkedKeys(_ limit: Int) -> String {
        let parts = stretches.map { stretch -> String in
            guard let search = query.search else {
                arguments += stretch.arguments
                return ordered("SELECT \(keys) FROM \(quoted(table)) WHERE \(stretch.condition)", limit)
            }
            let rows = searched.map { found(by: search, in: $0, stretch, limit) }
            return ordered(rows.joined(separator: " UNION "), limit)
        }
        // The stretches come one after the other, as they are sorted.
        return parts.count == 1
            ? parts[0] : parts.map { "SELECT * FROM (\($0))" }.joined(separator: " UNION ALL ") + " LIMIT \(limit)"
    }

    private var keys: String { "key, id, \(quoted(sortColumn)) AS sorted" }

    /// What a search looks at.
    private var searched: [String] { ["id"] + (table == "account" ? ["name"] : ["email", "last_name", "account_id"]) }

    private func ordered(_ rows: String, _ limit: Int) -> String {
        let order = sortColumn == "id" ? "id\(direction)" : "sorted COLLATE NOCASE\(direction), id\(direction)"
        return "SELECT * FROM (\(rows)) ORDER BY \(order) LIMIT \(limit)"
    }

    /// Rows of a stretch in which one column begins with a text, found by that column's index.
    ///
    /// Where the column is the sorted one they come in order, and no more are read than wanted.
    private mutating func found(by search: String, in name: String, _ stretch: Stretch, _ limit: Int) -> String {
        let column = compared(name)
        arguments += [search, search + "\u{10FFFF}"]
        let begins = "\(column) >= ? AND \(column) < ?"
        if name == sortColumn {
            arguments += stretch.arguments
            let order = name == "id" ? "id\(direction)" : "\(column)\(direction), id\(direction)"
            return """
                SELECT * FROM (SELECT \(keys) FROM \(quoted(table)) WHERE \(begins) AND \(stretch.condition)
                    ORDER BY \(order) LIMIT \(limit))
                """
        }
        arguments += stretch.arguments
        let begun = "SELECT \(keys) FROM \(quoted(table)) WHERE \(begins) LIMIT \(Self.gathered)"
        return "SELECT * FROM (\(ordered("SELECT * FROM (\(begun)) WHERE \(stretch.beyond)", limit)))"
    }

    /// A run of sorted rows that one range of an index holds.
    private struct Stretch {
        var condition = "1"
        /// The same, said of rows that were found otherwise.
        var beyond = "1"
        var arguments: StatementArguments = []
    }

    /// What follows the last row of the page before, in order. Rows without the sorted value come first, as SQLite sorts
    /// them, and last where it is sorted the other way.
    private var stretches: [Stretch] {
        guard let after = query.after else { return [Stretch()] }
        let further = query.isDescending ? "<" : ">"
        if sortColumn == "id" {
            return [Stretch(condition: "id \(further) ?", beyond: "id \(further) ?", arguments: [after.id])]
        }
        let column = compared(sortColumn)
        let sorted = "sorted COLLATE NOCASE"
        guard let value = after.value else {
            let rest = Stretch(
                condition: "\(column) IS NULL AND id \(further) ?", beyond: "sorted IS NULL AND id \(further) ?",
                arguments: [after.id])
            let filled = Stretch(condition: "\(column) IS NOT NULL", beyond: "sorted IS NOT NULL")
            return query.isDescending ? [rest] : [rest, filled]
        }
        // A comparison of pairs alone is no range of an index that folds case.
        let pair = { (first: String) in
            "(\(first) \(further)= ? AND (\(first) \(further) ? OR id \(further) ?))"
        }
        let rest = Stretch(condition: pair(column), beyond: pair(sorted), arguments: [value, value, after.id])
        let empty = Stretch(condition: "\(column) IS NULL", beyond: "sorted IS NULL")
        return query.isDescending ? [rest, empty] : [rest]
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
