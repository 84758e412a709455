import Domain
import GRDB

/// Writes rows of Salesforce into their mirror: only where they differ, and never an older state over a newer.
struct MirrorWriter: ~Copyable {
    private let page: MirrorPage
    private let types: [CellType]
    private let deletedColumn: Int?
    private let table: BatchTable
    private let insertAll: RawStatement
    private let insert: RawStatement
    private let find: RawStatement
    private let update: RawStatement
    private let touch: RawStatement
    private let outcomes: OutcomeWriter
    private let revision: Int64
    /// What the cells of the present batch hold, row after row.
    private var values: [CellValue] = []
    private(set) var counts = MirrorCounts()
    /// Ids that Salesforce has deleted since they were last read.
    private(set) var deleted: [String] = []

    init(
        _ database: Database, _ page: MirrorPage, types: [CellType], revision: Int64, table: BatchTable
    ) throws {
        let sql = MirrorSQL(page)
        let insertAll = try RawStatement(database, sql.insertAll)
        let insert = try RawStatement(database, sql.insert)
        let find = try RawStatement(database, sql.find)
        let update = try RawStatement(database, sql.update)
        let touch = try RawStatement(database, sql.touch)
        let outcomes = try OutcomeWriter(database, run: page.run)
        self.table = table
        self.insertAll = insertAll
        self.insert = insert
        self.find = find
        self.update = update
        self.touch = touch
        self.outcomes = outcomes
        self.page = page
        self.types = types
        self.revision = revision
        deletedColumn = page.fields.firstIndex { MirrorField.columnName(of: $0) == "is_deleted" }
    }

    mutating func apply(_ batch: TextBatch) throws {
        guard batch.columnCount == page.fields.count else {
            throw PlainError(
                "Salesforce answered with \(batch.columnCount) columns; \(page.fields.count) were asked for.")
        }
        try batch.bytes.withUnsafeBufferPointer { bytes in
            try read(batch, bytes)
            guard try !addAll(batch, bytes) else { return }
            for row in 0..<batch.rowCount { try write(row, of: batch, bytes) }
        }
        counts.read += batch.rowCount
    }

    private mutating func read(_ batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>) throws {
        values.removeAll(keepingCapacity: true)
        values.reserveCapacity(batch.rowCount * types.count)
        for row in 0..<batch.rowCount {
            let rejectedBefore = counts.rejectedCells
            for column in 0..<types.count {
                let value = types[column].read(batch.cell(row: row, column: column, of: bytes))
                values.append(value ?? .null)
                if value == nil { try reject(row, column, of: batch) }
            }
            if counts.rejectedCells > rejectedBefore { counts.rejectedRows += 1 }
        }
    }

    /// Takes in all rows that the mirror does not hold, where the first is one of them: rows come in runs, all new or all
    /// known. Returns whether that was all of the batch.
    private mutating func addAll(_ batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>) throws -> Bool {
        guard page.addsRows, !batch.isEmpty, try find(0, of: batch, bytes) == nil else { return false }
        insertAll.bind(1, integer: page.run.value)
        insertAll.bind(2, integer: revision)
        let added = try table.read(batch, values) { try insertAll.execute() }
        counts.new += added
        return added == batch.rowCount
    }

    /// The row is kept, with nothing in the cell that cannot be read.
    private mutating func reject(_ row: Int, _ column: Int, of batch: TextBatch) throws {
        counts.rejectedCells += 1
        try outcomes.append(
            Outcome(
                stage: .fetch, entity: page.entity, record: batch.string(row: row, column: 0), code: .rejectedType,
                field: page.fields[column], after: String(batch.string(row: row, column: column).prefix(255)),
                reason: "The value is not \(types[column].expectation)."))
    }

    private mutating func write(_ row: Int, of batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>) throws {
        if let found = try find(row, of: batch, bytes) {
            try change(found, row, of: batch, bytes)
        } else if page.addsRows {
            // Where it is here after all, what stands here is newer.
            bind(row, of: batch, bytes, to: insert)
            bindRun(to: insert)
            counts.new += try insert.execute()
        }
    }

    /// What stands in the mirror under the row's id.
    private struct Found {
        let number: Int64
        let fieldsDiffer: Bool
        let differs: Bool
        let isLiving: Bool
    }

    private func find(_ row: Int, of batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>) throws -> Found? {
        bind(row, of: batch, bytes, to: find)
        defer { find.reset() }
        guard try find.step() else { return nil }
        return Found(
            number: find.integer(0), fieldsDiffer: find.integer(1) != 0, differs: find.integer(2) != 0,
            isLiving: find.integer(3) != 0)
    }

    private mutating func change(
        _ found: Found, _ row: Int, of batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>
    ) throws {
        guard found.fieldsDiffer else {
            if found.differs { try write(row, of: batch, bytes, to: touch, number: found.number) }
            return
        }
        try write(row, of: batch, bytes, to: update, number: found.number)
        counts.changed += 1
        if page.overwritesNewer { counts.repaired.append(batch.string(row: row, column: 0)) }
        if isDeleted(row), found.isLiving {
            counts.deleted += 1
            deleted.append(batch.string(row: row, column: 0))
        }
    }

    private func write(
        _ row: Int, of batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>, to statement: borrowing RawStatement,
        number: Int64
    ) throws {
        bind(row, of: batch, bytes, to: statement)
        bindRun(to: statement)
        statement.bind(Int32(types.count + 3), integer: number)
        try statement.execute()
    }

    private func isDeleted(_ row: Int) -> Bool {
        deletedColumn.map { values[row * types.count + $0] == .integer(1) } ?? false
    }

    private func bind(
        _ row: Int, of batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>, to statement: borrowing RawStatement
    ) {
        for column in 0..<types.count {
            let value = values[row * types.count + column]
            statement.bind(Int32(column + 1), value, text: batch.cell(row: row, column: column, of: bytes))
        }
    }

    private func bindRun(to statement: borrowing RawStatement) {
        statement.bind(Int32(types.count + 1), integer: page.run.value)
        statement.bind(Int32(types.count + 2), integer: revision)
    }
}
