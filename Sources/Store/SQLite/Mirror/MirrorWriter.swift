import Domain
import GRDB

/// Writes rows of Salesforce into their mirror: only where they differ, and never an older state over a newer.
struct MirrorWriter: ~Copyable {
    private let page: MirrorPage
    private let types: [CellType]
    private let deletedColumn: Int?
    private let insert: RawStatement
    private let update: RawStatement
    private let isLiving: RawStatement
    private let outcomes: OutcomeWriter
    private let revision: Int64
    private var values: [CellValue]
    private(set) var counts = MirrorCounts()
    /// Ids that Salesforce has deleted since they were last read.
    private(set) var deleted: [String] = []

    init(_ database: Database, _ page: MirrorPage, types: [CellType], revision: Int64) throws {
        let sql = MirrorSQL(page)
        let insert = try RawStatement(database, sql.insert)
        let update = try RawStatement(database, sql.update)
        let isLiving = try RawStatement(
            database, "SELECT 1 FROM \(sql.table) WHERE id = ? AND is_deleted = 0")
        let outcomes = try OutcomeWriter(database, run: page.run)
        self.insert = insert
        self.update = update
        self.isLiving = isLiving
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
        if page.addsRows {
            bind(row, of: batch, bytes, to: insert)
            if try insert.execute() > 0 {
                counts.new += 1
                return
            }
        }
        let dies = try isDeleted && wasLiving(batch.cell(row: row, column: 0, of: bytes))
        bind(row, of: batch, bytes, to: update)
        guard try update.execute() > 0 else { return }
        counts.changed += 1
        if dies {
            counts.deleted += 1
            deleted.append(batch.string(row: row, column: 0))
        }
    }

    private var isDeleted: Bool {
        deletedColumn.map { values[$0] == .integer(1) } ?? false
    }

    private func wasLiving(_ id: UnsafeBufferPointer<UInt8>) throws -> Bool {
        isLiving.bind(1, text: id)
        let wasLiving = try isLiving.step()
        isLiving.reset()
        return wasLiving
    }

    private func bind(
        _ row: Int, of batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>, to statement: borrowing RawStatement
    ) {
        for column in 0..<types.count {
            statement.bind(Int32(column + 1), values[column], text: batch.cell(row: row, column: column, of: bytes))
        }
        statement.bind(Int32(types.count + 1), integer: page.run.value)
        statement.bind(Int32(types.count + 2), integer: revision)
    }
}
