/// The rows of one file, as columns over its bytes; they never change.
final class BaseRows: Sendable {
    let csv: CSVContent
    let rowCount: Int
    /// One for each field of the schema; fields beyond are empty.
    let columns: [BaseColumn]
    /// Whether ids rise from row to row, so that an order by Id is the file's own.
    let isOrderedByID: Bool
    private let index: IDIndex
    private let idColumn: Int

    init(csv: CSVContent, columns: [BaseColumn], idColumn: Int, file: String) throws(OrgDataError) {
        self.csv = csv
        self.columns = columns
        self.idColumn = idColumn
        rowCount = csv.rowCount
        var index = IDIndex(capacity: csv.rowCount)
        var isOrdered = true
        var last: SalesforceID?
        for row in 0..<csv.rowCount {
            guard let id = Self.id(row, columns[idColumn], csv) else {
                throw OrgDataError("\(file) line \(csv.line(ofRow: row)): the row has no Id.")
            }
            if let other = index.insert(id, row, idOf: { Self.id($0, columns[idColumn], csv) }) {
                throw OrgDataError(
                    "\(file) line \(csv.line(ofRow: row)): the Id \(id.text) was on line \(csv.line(ofRow: other)) already."
                )
            }
            if let last, !last.isBefore(id) { isOrdered = false }
            last = id
        }
        self.index = index
        isOrderedByID = isOrdered
    }

    /// No rows at all.
    init() {
        csv = CSVContent()
        columns = []
        idColumn = 0
        rowCount = 0
        index = IDIndex(capacity: 0)
        isOrderedByID = true
    }

    func row(of id: SalesforceID) -> Int? {
        index.row(of: id) { Self.id($0, columns[idColumn], csv) }
    }

    func id(_ row: Int) -> SalesforceID? {
        Self.id(row, columns[idColumn], csv)
    }

    func id(_ row: Int, field: Int) -> SalesforceID? {
        field < columns.count ? Self.id(row, columns[field], csv) : nil
    }

    @inline(__always)
    private static func id(_ row: Int, _ column: BaseColumn, _ csv: CSVContent) -> SalesforceID? {
        switch column {
        case .ids(let cell): csv.withCell(row: row, column: cell) { $0.count == 18 ? SalesforceID(unchecked: $0) : nil }
        case .packedIDs(let ids): ids[row]
        case .numberedIDs(let prefix): SalesforceID(prefix: prefix, number: UInt64(row))
        case .constant(.text(let text)): SalesforceID(text)
        case .cells(let cell): csv.withCell(row: row, column: cell) { SalesforceID($0) }
        default: nil
        }
    }

    @inline(__always)
    func column(_ field: Int) -> BaseColumn {
        field < columns.count ? columns[field] : .empty
    }

    /// The newest instant of a field; nothing where its values are not kept as instants.
    func newestInstant(field: Int) -> Int64? {
        switch column(field) {
        case .empty: .min
        case .constant(.instant(let instant)): instant
        case .constant(.null): .min
        case .instants(let instants): instants.max() ?? .min
        default: nil
        }
    }

    func value(_ row: Int, field: Int) -> FieldValue {
        switch column(field) {
        case .empty: return .null
        case .constant(let value): return value
        case .cells(let cell), .ids(let cell):
            return csv.withCell(row: row, column: cell) {
                $0.isEmpty ? .null : .text(String(decoding: $0, as: UTF8.self))
            }
        case .packedIDs(let ids): return ids[row].map { .text($0.text) } ?? .null
        case .numberedIDs(let prefix): return .text(SalesforceID(prefix: prefix, number: UInt64(row)).text)
        case .numbers(let numbers): return numbers[row].isNaN ? .null : .number(numbers[row])
        case .instants(let instants): return instants[row] == .min ? .null : .instant(instants[row])
        case .days(let days): return days[row] == .min ? .null : .day(days[row])
        case .times(let times): return times[row] == .min ? .null : .time(times[row])
        case .flags(let flags): return .flag(flags[row])
        }
    }
}
