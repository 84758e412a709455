import Domain
import GRDB

/// Writes rows of things that facts name: the values that a file gives replace those kept, and of several rows with one id
/// the last one wins.
final class CatalogueUpsert {
    private let upsert: RawStatement
    private let differs: RawStatement
    private let database: Database
    private var late = LateRows()

    /// - Parameters:
    ///   - upsert: takes the columns of the kind in order, the id first.
    ///   - differs: says of the row with that id, if there is one, whether the upsert would change it.
    init(_ database: Database, upsert: String, differs: String) throws {
        self.upsert = try RawStatement(database, upsert)
        self.differs = try RawStatement(database, differs)
        self.database = database
    }

    func take(_ row: Int, of cells: TextBatch.Cells, _ columns: [Int?]) throws -> FactFate {
        bind(row, of: cells, columns, to: differs)
        defer { differs.reset() }
        guard try differs.step() else {
            try write(row, of: cells, columns)
            return .new
        }
        let key = FactHash(cells[row, columns[0]])
        if differs.integer(0) != 0 || late.waits(key) {
            late.put(columns.count, line: cells.line(row), key: key, keepsFilledCells: true) { cells[row, columns[$0]] }
        }
        return .duplicate
    }

    /// Writes the rows that waited for a later one; returns how many changed something.
    func finish() throws -> Int {
        guard let rows = late.takeAll() else { return 0 }
        return try rows.withCells { cells in
            var changed = 0
            for row in 0..<cells.rowCount {
                if try write(row, of: cells, Array(0..<rows.columnCount)) { changed += 1 }
            }
            return changed
        }
    }

    @discardableResult
    private func write(_ row: Int, of cells: TextBatch.Cells, _ columns: [Int?]) throws -> Bool {
        bind(row, of: cells, columns, to: upsert)
        guard try upsert.execute() > 0 else { return false }
        // They may matter to any account.
        try AccountChanges.markAll(database)
        return true
    }

    private func bind(
        _ row: Int, of cells: TextBatch.Cells, _ columns: [Int?], to statement: borrowing RawStatement
    ) {
        for (index, column) in columns.enumerated() { statement.bind(Int32(index + 1), text: cells[row, column]) }
    }
}
