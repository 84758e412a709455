import Domain
import GRDB

/// What became of one row of facts.
enum FactFate {
    case new
    case waiting
    /// A row that is there now says something else.
    case changed
    case duplicate
    case rejected(String)
}

/// Takes the rows of one kind of facts, in one transaction.
protocol FactRows {
    func take(_ row: Int, of cells: TextBatch.Cells) throws -> FactFate
    /// Writes what waited for later rows; returns how many rows that were taken for known have changed something.
    func finish() throws -> Int
}

extension FactRows {
    func finish() throws -> Int { 0 }
}

extension HubStore {
    /// Rows that are few against events: each is looked up and written by itself, many in a transaction.
    func importRows(
        _ kind: FactKind, header: [String], rowsPerTransaction: Int, from next: () async throws -> TextBatch?,
        rejected: ([ImportCounts.Rejection]) throws -> Void
    ) async throws -> FactCounts {
        let columns = try FactColumns(kind, header: header)
        var total = FactCounts()
        while true {
            var batches: [TextBatch] = []
            var rows = 0
            while rows < rowsPerTransaction, let batch = try await next() {
                rows += batch.rowCount
                batches.append(batch)
            }
            guard rows > 0 else { return total }
            let taken = batches
            let (counts, faults) = try await write { try FactTransaction($0, columns).take(taken) }
            total += counts
            if !faults.isEmpty { try rejected(faults) }
        }
    }
}

/// One transaction of rows, and the accounts whose measures it changes.
private struct FactTransaction {
    private let rows: any FactRows
    private let directory: FactDirectory
    private let changes: AccountChanges

    init(_ database: Database, _ columns: FactColumns) throws {
        directory = try FactDirectory(database)
        changes = AccountChanges(database)
        rows =
            switch columns.kind {
            case .nps: try NPSRows(database, columns, directory, changes)
            case .engagements: try EngagementRows(database, columns)
            case .engagementViews: try EngagementViewRows(database, columns, directory, changes)
            case .features, .events: try FeatureRows(database, columns)
            }
    }

    func take(_ batches: [TextBatch]) throws -> (FactCounts, [ImportCounts.Rejection]) {
        var counts = FactCounts()
        var faults: [ImportCounts.Rejection] = []
        for batch in batches {
            try batch.withCells { cells in
                for row in 0..<cells.rowCount {
                    counts.read += 1
                    switch try rows.take(row, of: cells) {
                    case .new: counts.new += 1
                    case .waiting:
                        counts.new += 1
                        counts.waiting += 1
                    case .changed: counts.changed += 1
                    case .duplicate: counts.duplicate += 1
                    case .rejected(let reason):
                        counts.rejected += 1
                        faults.append(ImportCounts.Rejection(line: cells.line(row), reason: reason))
                    }
                }
            }
        }
        let late = try rows.finish()
        counts.changed += late
        counts.duplicate -= late
        counts.newUsers = directory.newUsers
        try changes.write(directory.revision)
        return (counts, faults)
    }
}
