import Domain
import GRDB

/// The SQL of one list of records: filters, keyset paging, and the link of each record beside its values.
struct RecordListing {
    private let query: RecordQuery
    private let fields: [String: (column: String, type: CellType)]
    private var conditions: [String] = []
    private var arguments: [any DatabaseValueConvertible] = []
    private let shown: [String]

    /// - Throws: `PlainError` where a field is not known.
    init(_ query: RecordQuery, in database: Database) throws {
        self.query = query
        var fields: [String: (column: String, type: CellType)] = [:]
        for name in StandardAttribute.names(of: query.entity) {
            if let type = StandardAttribute.type(of: name, entity: query.entity) {
                fields[name] = (quoted(name), CellType(type))
            }
        }
        for attribute in try database.attributes(of: query.entity) {
            fields[attribute.apiName] = (quoted(attribute.columnName), CellType(attribute.type))
        }
        self.fields = fields
        shown = ["id"] + query.columns.filter { $0 != "id" }
        for name in shown { _ = try field(name) }
        try addSearch()
        for filter in query.filters { try add(filter) }
    }

    func page(_ database: Database) throws -> RecordPage {
        let sort = try query.sort.map { try field($0) } ?? field("id")
        var listing = self
        listing.goOn(after: query.after, sort: sort.column)
        let columns = try shown.map { try field($0) }
        let direction = query.isDescending ? "DESC" : "ASC"
        let order =
            sort.column == quoted("id")
            ? "r.id \(direction)"
            : "r.\(sort.column) IS NULL, r.\(sort.column)\(collation(sort.type)) \(direction), r.id"
        let sql = """
            SELECT \(columns.map { "r.\($0.column)" }.joined(separator: ", ")), l.salesforce_id, l.decision, r.\(sort.column)
            FROM \(query.entity.rawValue) r
            LEFT JOIN link l ON l.entity = '\(query.entity.rawValue)' AND l.record = r.key
            \(listing.clause) ORDER BY \(order) LIMIT ?
            """
        listing.arguments.append(query.limit + 1)
        let found = try Row.fetchAll(database, sql: sql, arguments: StatementArguments(listing.arguments))
        let types = columns.map(\.type) + [.text, .text]
        let rows = found.prefix(query.limit).map { row in
            types.enumerated().map { Value(stored: row[$0], type: $1) }
        }
        var next: RecordQuery.Place?
        if found.count > query.limit, let last = rows.last {
            let value = found[query.limit - 1][types.count] as DatabaseValue
            next = RecordQuery.Place(value: Value(stored: value, type: .text), id: last[0].text)
        }
        return RecordPage(columns: shown + ["link", "link_decision"], rows: Array(rows), next: next)
    }

    func count(_ database: Database, upTo limit: Int) throws -> Int {
        try Int.fetchOne(
            database,
            sql: "SELECT count(*) FROM (SELECT 1 FROM \(query.entity.rawValue) r \(clause) LIMIT ?)",
            arguments: StatementArguments(arguments + [limit])) ?? 0
    }

    private var clause: String { conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ") }

    private func field(_ name: String) throws -> (column: String, type: CellType) {
        guard let field = fields[name] else {
            throw PlainError("There is no attribute \(name) of \(query.entity.plural).")
        }
        return field
    }

    private func collation(_ type: CellType) -> String { type == .text ? " COLLATE NOCASE" : "" }

    /// Each way of finding has an index, so that a million records are searched at once.
    private mutating func addSearch() throws {
        guard let search = query.search, !search.isEmpty else { return }
        let end = search + "\u{10FFFF}"
        let table = query.entity.rawValue
        let named = query.entity == .account ? "name" : "email"
        conditions.append(
            """
            r.key IN (SELECT key FROM \(table) WHERE id >= ? AND id < ?
                UNION SELECT key FROM \(table) WHERE \(named) COLLATE NOCASE >= ? AND \(named) COLLATE NOCASE < ?)
            """)
        arguments += [search, end, search, end] as [any DatabaseValueConvertible]
    }

    private mutating func add(_ filter: RecordQuery.Filter) throws {
        let field = try field(filter.field)
        let column = "r.\(field.column)"
        switch filter.comparison {
        case .isEmpty: return conditions.append("\(column) IS NULL")
        case .isFilled: return conditions.append("\(column) IS NOT NULL")
        case .contains:
            conditions.append("instr(lower(\(column)), lower(?)) > 0")
            arguments.append(filter.value)
            return
        case .equals: conditions.append("\(column) = ?")
        case .differs: conditions.append("\(column) IS NOT ?")
        case .above: conditions.append("\(column) > ?")
        case .below: conditions.append("\(column) < ?")
        }
        arguments.append(try Self.operand(filter, field.type))
    }

    private static func operand(_ filter: RecordQuery.Filter, _ type: CellType) throws -> any DatabaseValueConvertible {
        switch type {
        case .number:
            if let whole = Int64(filter.value) { return whole }
            if let number = Double(filter.value), number.isFinite { return number }
        case .boolean:
            if filter.value == "true" { return 1 }
            if filter.value == "false" { return 0 }
        case .instant, .timeOfDay:
            if let instant = Instant(iso8601: filter.value) { return instant.milliseconds }
        case .text, .userType: return filter.value
        }
        throw PlainError("\(filter.field) cannot be compared with \(filter.value): it holds \(type.expectation).")
    }

    private mutating func goOn(after place: RecordQuery.Place?, sort column: String) {
        guard let place else { return }
        let sign = query.isDescending ? "<" : ">"
        if column == quoted("id") {
            conditions.append("r.id \(sign) ?")
            arguments.append(place.id)
            return
        }
        if place.value.isNull {
            conditions.append("r.\(column) IS NULL AND r.id > ?")
            arguments.append(place.id)
            return
        }
        let value = place.value.operand
        let collation = if case .string = place.value { " COLLATE NOCASE" } else { "" }
        conditions.append(
            "(r.\(column)\(collation) \(sign) ? OR (r.\(column)\(collation) = ? AND r.id > ?) OR r.\(column) IS NULL)")
        arguments += [value, value, place.id] as [any DatabaseValueConvertible]
    }
}

extension Value {
    fileprivate var operand: any DatabaseValueConvertible {
        switch self {
        case .null: DatabaseValue.null
        case .string(let text): text
        case .integer(let number): number
        case .double(let number): number
        case .boolean(let value): value ? 1 : 0
        case .dateTime(let instant): instant.milliseconds
        }
    }
}
