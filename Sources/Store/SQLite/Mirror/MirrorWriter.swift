import Domain
import GRDB

/// Writes rows of Salesforce into their mirror: only where they differ, and never an older state over a newer.
struct MirrorWriter: ~Copyable {
    private let page: MirrorPage
    private let types: [CellType]
    private let deletedColumn: Int?
    private let insert: RawStatement
    private let find: RawStatement
    private let update: RawStatement
    private let touch: RawStatement
    private let outcomes: OutcomeWriter
    private let revision: Int64
    private var values: [CellValue]
    private var expectsNew = true
    private(set) var counts = MirrorCounts()
    /// Ids that Salesforce has deleted since they were last read.
    private(set) var deleted: [String] = []

    init(_ database: Database, _ page: MirrorPage, types: [CellType], revision: Int64) throws {
        let sql = MirrorSQL(page)
        let insert = try RawStatement(database, sql.insert)
        let find = try RawStatement(database, sql.find)
        let update = try RawStatement(database, sql.update)
        let touch = try RawStatement(database, sql.touch)
        let outcomes = try OutcomeWriter(database, run: page.run)
        self.insert = insert
        self.find = find
        self.update = update
        self.touch = touch
        self.outcomes = outcomes
        self.page = page
        self.types = types
        self.revision = revision
        deletedColumn = page.fields.firstIndex { MirrorField.columnName(of: $0) == "is_deleted" }
        values = Array(repeating: .null, count: page.fields.count)
    }

    mutating func apply(_ batch: TextBatch) throws {
        guard batch.columnCount == page.fields.count else {
            throw PlainError(
                "Salesforce answered with \(batch.columnCount) columns; \(page.fields.count) were asked for.")
        }
        try batch.bytes.withUnsafeBufferPointer { bytes in
            for row in 0..<batch.rowCount {
                try read(row, of: batch, bytes)
                try write(row, of: batch, bytes)
            }
        }
        counts.read += batch.rowCount
    }

    private mutating func read(_ row: Int, of batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>) throws {
        for column in 0..<types.count {
            let cell = batch.cell(row: row, column: column, of: bytes)
            if let value = types[column].read(cell) {
                values[column] = value
            } else {
                values[column] = .null
                try reject(row, column, of: batch)
            }
        }
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
        // Rows come in runs, all new or all known: what the last one was is tried first.
        if page.addsRows, expectsNew, try add(row, of: batch, bytes) { return }
        if let found = try find(row, of: batch, bytes) {
            expectsNew = false
            try change(found, row, of: batch, bytes)
        } else if page.addsRows, !expectsNew {
            // Where it is here after all, what stands here is newer.
            _ = try add(row, of: batch, bytes)
        }
    }

    private mutating func add(_ row: Int, of batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>) throws -> Bool {
        bind(row, of: batch, bytes, to: insert)
        bindRun(to: insert)
        expectsNew = try insert.execute() > 0
        if expectsNew { counts.new += 1 }
        return expectsNew
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
        if isDeleted, found.isLiving {
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

    private var isDeleted: Bool {
        deletedColumn.map { values[$0] == .integer(1) } ?? false
    }

    private func bind(
        _ row: Int, of batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>, to statement: borrowing RawStatement
    ) {
        for column in 0..<types.count {
            statement.bind(Int32(column + 1), values[column], text: batch.cell(row: row, column: column, of: bytes))
        }
    }

    private func bindRun(to statement: borrowing RawStatement) {
        statement.bind(Int32(types.count + 1), integer: page.run.value)
        statement.bind(Int32(types.count + 2), integer: revision)
    }
}
