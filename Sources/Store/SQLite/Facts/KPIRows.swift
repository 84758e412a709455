import Domain
import GRDB

/// Writes the rows of `kpi` for one day, each account's only where it differs from what stands there.
///
/// What is compared with is kept, the comparisons follow from it: they are generated columns.
final class KPIRows {
    private let day: Int64
    private let insert: RawStatement
    private let find: RawStatement
    private let isComparing: Bool
    /// The measures bound last: a column that repeats its value is not bound again.
    private var bound: AccountMeasures?

    private static let columns = KPI.all.filter { $0.aspect == .current || $0.aspect == .previous }
    private static let firstValue: Int32 = 5

    /// With `comparing`, rows may exist already.
    init(_ database: Database, asOf day: Day, revision: Int64, comparing: Bool) throws {
        self.day = Int64(day.number) << 32
        isComparing = comparing
        let names = Self.columns.map(\.name).joined(separator: ", ")
        let marks = Self.columns.map { _ in "?" }.joined(separator: ", ")
        // A plain INSERT behind the last key appends without a search.
        insert = try RawStatement(
            database,
            """
            INSERT \(comparing ? "OR REPLACE" : "") INTO kpi (key, as_of, account_id, features, \(names), revision)
            VALUES (?, ?, ?, ?, \(marks), ?)
            """)
        find = try RawStatement(database, "SELECT features, \(names) FROM kpi WHERE key = ?")
        insert.bind(2, string: day.text)
        insert.bind(Self.firstValue + Int32(Self.columns.count), integer: revision)
    }

    /// Returns whether the row was written.
    func write(
        account: UInt32, id: UnsafeBufferPointer<UInt8>, _ measures: AccountMeasures,
        features: UnsafeBufferPointer<UInt8>
    ) throws -> Bool {
        let key = day | Int64(account)
        bind(measures)
        guard try !isUnchanged(key, measures, features) else { return false }
        insert.bind(1, integer: key)
        insert.bind(3, text: id)
        insert.bind(4, text: features)
        try insert.execute()
        return true
    }

    /// Binds what differs from the row before: most accounts have no responses and no engagements.
    private func bind(_ measures: AccountMeasures) {
        if let bound, bound.responses == measures.responses, bound.promoters == measures.promoters,
            bound.detractors == measures.detractors, bound.engagementsTotal == measures.engagementsTotal,
            bound.engagementsActive == measures.engagementsActive
        {
            // Active users come first, a column for each window's count.
            for lane in 0..<WindowSet.count where bound.activeUsers[lane] != measures.activeUsers[lane] {
                insert.bind(Self.firstValue + Int32(lane), integer: Int64(measures.activeUsers[lane]))
            }
        } else {
            for (index, kpi) in Self.columns.enumerated() {
                let parameter = Self.firstValue + Int32(index)
                let value = measures.value(of: kpi)
                if kpi.isCount {
                    insert.bind(parameter, integer: value.map { Int64($0) })
                } else {
                    insert.bind(parameter, double: value)
                }
            }
        }
        bound = measures
    }

    private func isUnchanged(
        _ key: Int64, _ measures: AccountMeasures, _ features: UnsafeBufferPointer<UInt8>
    ) throws -> Bool {
        guard isComparing else { return false }
        find.bind(1, integer: key)
        defer { find.reset() }
        guard try find.step(), find.bytes(0).elementsEqual(features) else { return false }
        for (index, kpi) in Self.columns.enumerated() {
            let column = Int32(index) + 1
            let value = measures.value(of: kpi)
            guard find.isNull(column) ? value == nil : value == find.double(column) else { return false }
        }
        return true
    }
}
