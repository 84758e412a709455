import Domain
import GRDB

/// Writes the rows of `kpi` for one day, each account's only where it differs from what stands there.
final class KPIRows {
    private let day: Int64
    private let insert: RawStatement
    private let find: RawStatement
    private let isComparing: Bool
    /// The values bound last: a column that repeats its value is not bound again.
    private var bound: [Double?]
    private var isFirst = true

    private static let columns = KPI.all
    private static let firstValue: Int32 = 4

    /// With `comparing`, rows may exist already.
    init(_ database: Database, asOf day: Day, revision: Int64, comparing: Bool) throws {
        self.day = Int64(day.number) << 32
        let names = Self.columns.map(\.name).joined(separator: ", ")
        let marks = Self.columns.map { _ in "?" }.joined(separator: ", ")
        insert = try RawStatement(
            database,
            "INSERT OR REPLACE INTO kpi (key, as_of, account_id, \(names), revision) VALUES (?, ?, ?, \(marks), ?)")
        isComparing = comparing
        find = try RawStatement(database, "SELECT \(names) FROM kpi WHERE key = ?")
        bound = Array(repeating: nil, count: Self.columns.count)
        insert.bind(2, string: day.text)
        insert.bind(Self.firstValue + Int32(Self.columns.count), integer: revision)
    }

    /// Writes the row where it differs, or where `isTouched`; returns whether it did.
    func write(
        account: UInt32, id: UnsafeBufferPointer<UInt8>, _ measures: AccountMeasures, isTouched: Bool
    ) throws -> Bool {
        let key = day | Int64(account)
        for (index, kpi) in Self.columns.enumerated() {
            let value = measures.value(of: kpi)
            guard isFirst || value != bound[index] else { continue }
            bound[index] = value
            bind(value, to: Self.firstValue + Int32(index), isCount: kpi.isCount)
        }
        isFirst = false
        guard try isTouched || !isUnchanged(key) else { return false }
        insert.bind(1, integer: key)
        insert.bind(3, text: id)
        try insert.execute()
        return true
    }

    @inline(__always) private func bind(_ value: Double?, to parameter: Int32, isCount: Bool) {
        guard let value else { return insert.bindNull(parameter) }
        if isCount { insert.bind(parameter, integer: Int64(value)) } else { insert.bind(parameter, double: value) }
    }

    private func isUnchanged(_ key: Int64) throws -> Bool {
        guard isComparing else { return false }
        find.bind(1, integer: key)
        defer { find.reset() }
        guard try find.step() else { return false }
        for (index, value) in bound.enumerated() {
            let column = Int32(index)
            guard find.isNull(column) ? value == nil : value == find.double(column) else { return false }
        }
        return true
    }
}
