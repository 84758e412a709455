import Domain
import GRDB

/// The statements of one look through accounts or users.
///
/// The sorted rows are walked by an index up to a bound; filters are applied to what the walk meets. So a filter that
/// nobody passes costs no more than the bound, and the walk can be gone on with from where it ended. What a search finds
/// is gathered by indexes and sorted, unless that is so much that a walk soon meets enough of it.
struct ExplorerSQL {
    let query: ExplorerQuery
    let columns: [Column]
    private let known: [String: Column]
    /// What is searched, in the forms that each column's index is looked through by; empty where nothing is.
    private let beginnings: [Beginning]
    private let folded: String
    /// The search finds too much to be gathered.
    var searchesByWalk = false
    private(set) var arguments: StatementArguments = []

    /// How many rows one look walks over at most.
    static let walk = 15_000

    /// A search that finds more by one index, other than the one it is sorted by, is a filter of the walk.
    static let gathered = 50_000

    struct Column {
        let name: String
        let stored: String
        let type: CellType
    }

    /// A column that a search looks at, and whether its index takes ASCII letters of both cases for the same.
    struct SearchedColumn {
        let name: String
        let foldsASCII: Bool
    }

    private struct Beginning {
        let column: String
        let text: String
    }

    static func searched(_ entity: Entity) -> [SearchedColumn] {
        let id = SearchedColumn(name: "id", foldsASCII: false)
        let rest =
            entity == .account
            ? [SearchedColumn(name: "name", foldsASCII: true)]
            : [
                SearchedColumn(name: "email", foldsASCII: true), SearchedColumn(name: "last_name", foldsASCII: true),
                SearchedColumn(name: "account_id", foldsASCII: false),
            ]
        return [id] + rest
    }

    init(_ query: ExplorerQuery, attributes: [AttributeDefinition]) {
        self.query = query
        let search = query.search ?? ""
        folded = SearchKey.folded(search)
        beginnings =
            folded.isEmpty
            ? []
            : Self.searched(query.entity).flatMap { column in
                SearchKey.beginnings(of: search, foldsASCII: column.foldsASCII).map {
                    Beginning(column: column.name, text: $0)
                }
            }
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
        let walked = walkedKeys(isFiltered ? Self.walk : query.limit + 1)
        let conditions = query.filters.map { condition($0) } + (searchesByWalk ? [searchCondition()] : [])
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

    /// Asks whether more rows begin with the search than one index gathers; nothing where nothing is searched.
    mutating func surplus() -> String? {
        arguments = []
        guard isSearch else { return nil }
        let beyond = "LIMIT 1 OFFSET \(Self.gathered)"
        var parts = beginnings.filter { $0.column != sortColumn }.map { beginning in
            "EXISTS (SELECT 1 FROM \(quoted(table)) WHERE \(range(of: beginning)) \(beyond))"
        }
        parts.append("EXISTS (SELECT 1 FROM spelling s WHERE s.entity = '\(table)' AND \(spelledRange()) \(beyond))")
        return "SELECT \(parts.joined(separator: " OR "))"
    }

    /// Rows that the walk meets may be none that are wanted.
    var isFiltered: Bool { !query.filters.isEmpty || searchesByWalk }
    private var isSearch: Bool { !folded.isEmpty }

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
            guard isSearch, !searchesByWalk else {
                arguments += stretch.arguments
                return ordered("SELECT \(keys) FROM \(quoted(table)) WHERE \(stretch.condition)", limit)
            }
            let rows = beginnings.map { found(by: $0, stretch, limit) } + [spelled(stretch, limit)]
            return ordered(rows.joined(separator: " UNION "), limit)
        }
        // The stretches come one after the other, as they are sorted.
        return parts.count == 1
            ? parts[0] : parts.map { "SELECT * FROM (\($0))" }.joined(separator: " UNION ALL ") + " LIMIT \(limit)"
    }

    private var keys: String { "key, id, \(quoted(sortColumn)) AS sorted" }

    private func ordered(_ rows: String, _ limit: Int) -> String {
        let order = sortColumn == "id" ? "id\(direction)" : "sorted COLLATE NOCASE\(direction), id\(direction)"
        return "SELECT * FROM (\(rows)) ORDER BY \(order) LIMIT \(limit)"
    }

    /// Rows of a stretch in which one column begins with a text, found by that column's index.
    ///
    /// Where the column is the sorted one they come in order, and no more are read than wanted.
    private mutating func found(by beginning: Beginning, _ stretch: Stretch, _ limit: Int) -> String {
        let begun = "SELECT \(keys) FROM \(quoted(table)) WHERE \(range(of: beginning))"
        arguments += stretch.arguments
        guard beginning.column == sortColumn else {
            return "SELECT * FROM (\(ordered("SELECT * FROM (\(begun)) WHERE \(stretch.beyond)", limit)))"
        }
        let column = compared(sortColumn)
        let order = sortColumn == "id" ? "id\(direction)" : "\(column)\(direction), id\(direction)"
        return "SELECT * FROM (\(begun) AND \(stretch.condition) ORDER BY \(order) LIMIT \(limit))"
    }

    /// Rows of a stretch that are found by a noted spelling.
    private mutating func spelled(_ stretch: Stretch, _ limit: Int) -> String {
        let begun = """
            SELECT \(keys) FROM spelling s CROSS JOIN \(quoted(table)) ON key = s.record
            WHERE s.entity = '\(table)' AND \(spelledRange())
            """
        arguments += stretch.arguments
        return "SELECT * FROM (\(ordered("SELECT * FROM (\(begun)) WHERE \(stretch.beyond)", limit)))"
    }

    /// What a search finds, asked of the rows `r` one by one.
    private mutating func searchCondition() -> String {
        var parts = beginnings.map { range(of: $0, in: "r.") }
        parts.append(
            """
            EXISTS (SELECT 1 FROM spelling s WHERE s.entity = '\(table)' AND s.record = r.key
                AND \(spelledRange(of: "+s.folded")))
            """)
        return "(\(parts.joined(separator: " OR ")))"
    }

    private mutating func range(of beginning: Beginning, in rows: String = "") -> String {
        arguments += [beginning.text, beginning.text + "\u{10FFFF}"]
        let column = rows + compared(beginning.column)
        return "\(column) >= ? AND \(column) < ?"
    }

    /// - Parameter spelling: with a plus, the spellings are not looked up by it.
    private mutating func spelledRange(of spelling: String = "s.folded") -> String {
        arguments += [folded, folded + "\u{10FFFF}"]
        return "\(spelling) >= ? AND \(spelling) < ?"
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
        case "linked_to":
            var full = filter
            // Both forms of an id are one; a part of one stays what it is.
            if let id = KeyNormaliser.salesforceID.key(of: filter.value) { full.value = id }
            return text("l.salesforce_id", full)
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
