import Domain
import GRDB

/// Upserts the rows of an import: inserts what is new, changes what differs, leaves the rest untouched.
struct RecordWriter: ~Copyable {
    private let plan: ImportPlan
    private let insert: RawStatement
    private let update: RawStatement
    private let differs: RawStatement
    /// Keys stand first among the plan's columns.
    private let keyCount: Int
    private let revisionParameter: Int32?
    private let revision: Int64
    /// Where a person's e-mail stands among the values: its normalised form is kept beside it.
    private let emailIndex: Int?
    /// Where an assigned domain stands among the values, and this row's in the form that is compared: that is kept.
    private let domainIndex: Int?
    private var domain = ""
    private var values: [CellValue]
    private(set) var counts = ImportCounts()
    /// Takes the rows that would change something, instead of their being written.
    private(set) var late: LateRows?

    init(_ database: Database, _ plan: ImportPlan, revision: Int64, late: LateRows?) throws {
        let sql = RecordSQL(plan)
        let insert = try RawStatement(database, sql.insert)
        let update = try RawStatement(database, sql.update)
        let differs = try RawStatement(database, sql.differs)
        self.plan = plan
        self.insert = insert
        self.update = update
        self.differs = differs
        self.late = late
        keyCount = plan.columns.count { $0.isKey }
        self.revision = revision
        revisionParameter = RecordTable(plan.kind).hasRevision ? Int32(plan.columns.count + 1) : nil
        emailIndex = sql.emailIndex
        domainIndex = plan.kind == .domains ? plan.columns.firstIndex { $0.name == "domain" } : nil
        values = Array(repeating: .null, count: plan.columns.count)
    }

    mutating func load(_ batch: TextBatch) throws {
        try batch.bytes.withUnsafeBufferPointer { bytes in
            for row in 0..<batch.rowCount {
                if let reason = read(row, of: batch, bytes) {
                    counts.rejected.append(ImportCounts.Rejection(line: line(of: row, batch), reason: reason))
                } else {
                    try write(row, of: batch, bytes)
                }
            }
        }
    }

    /// Reads the cells of a row by their types; returns why it cannot be taken, or nothing.
    private mutating func read(_ row: Int, of batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        for index in 0..<plan.columns.count {
            let column = plan.columns[index]
            let cell = batch.cell(row: row, column: column.position, of: bytes)
            guard let value = value(of: cell, column) else {
                let fault = "\(column.name) is not \(column.type.expectation)"
                guard plan.unreadableCells == .leaveOut, !column.isKey else { return "\(fault): \(excerpt(cell))" }
                counts.leftOut.append(
                    ImportCounts.LeftOut(line: line(of: row, batch), column: column.name, reason: fault))
                values[index] = .null
                continue
            }
            if column.isKey, cell.isEmpty { return "\(column.name) is missing" }
            if column.isKey, cell.contains(0) { return "\(column.name) holds a NUL character" }
            values[index] = value
            guard index == domainIndex else { continue }
            guard let form = KeyNormaliser.website(.host).key(of: String(decoding: cell, as: UTF8.self)) else {
                return "domain is none that somebody registered, such as acme.com: \(excerpt(cell))"
            }
            domain = form
        }
        return nil
    }

    /// Nothing where the type cannot read it; that there is no value is bound as it stands, and known to the SQL.
    private func value(of cell: UnsafeBufferPointer<UInt8>, _ column: ImportPlan.Column) -> CellValue? {
        if plan.emptyCells == .keepUnlessEmptied, cell.count == 1, cell[0] == TextBatch.emptied { return .text }
        return column.type.read(cell)
    }

    private func line(of row: Int, _ batch: TextBatch) -> UInt32 {
        row < batch.lines.count ? batch.lines[row] : 0
    }

    private func excerpt(_ cell: UnsafeBufferPointer<UInt8>) -> String {
        let text = String(decoding: cell.prefix(200), as: UTF8.self)
        return text.count > 40 ? String(text.prefix(40)) + "…" : text
    }

    private mutating func write(_ row: Int, of batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>) throws {
        bind(row, of: batch, bytes, to: insert)
        if try insert.execute() > 0 {
            counts.new += 1
            return
        }
        if late != nil { return try hold(row, of: batch, bytes) }
        bind(row, of: batch, bytes, to: update)
        if try update.execute() > 0 { counts.changed += 1 } else { counts.unchanged += 1 }
    }

    /// Lets a row wait that would change something, or that comes after one which waits.
    private mutating func hold(_ row: Int, of batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>) throws {
        let key = key(of: row, batch, bytes)
        if late?.waits(key) ?? false {
            // The earlier row does nothing any more.
            counts.unchanged += 1
        } else {
            bind(row, of: batch, bytes, to: differs)
            defer { differs.reset() }
            guard try differs.step() else {
                counts.unchanged += 1
                return
            }
        }
        let line = line(of: row, batch)
        late?.put(batch.columnCount, line: line, key: key, keepsFilledCells: plan.emptyCells != .clear) {
            batch.cell(row: row, column: $0, of: bytes)
        }
    }

    private func key(of row: Int, _ batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>) -> FactHash {
        if keyCount == 1 { return FactHash(batch.cell(row: row, column: plan.columns[0].position, of: bytes)) }
        let cells = plan.columns[..<keyCount].map { batch.cell(row: row, column: $0.position, of: bytes) }
        // A key has no NUL, so it keeps its parts apart.
        return Array(cells.joined(separator: [0])).withUnsafeBufferPointer { FactHash($0) }
    }

    private func bind(
        _ row: Int, of batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>, to statement: borrowing RawStatement
    ) {
        for index in 0..<plan.columns.count {
            let cell = batch.cell(row: row, column: plan.columns[index].position, of: bytes)
            statement.bind(Int32(index + 1), values[index], text: cell)
        }
        if let domainIndex { statement.bind(Int32(domainIndex + 1), string: domain) }
        if let revisionParameter { statement.bind(revisionParameter, integer: revision) }
        if let emailIndex {
            let email = batch.cell(row: row, column: plan.columns[emailIndex].position, of: bytes)
            let key = KeyNormaliser.email(foldsPlusTags: false).key(of: String(decoding: email, as: UTF8.self))
            statement.bind(Int32(plan.columns.count + 2), string: key)
        }
    }
}
