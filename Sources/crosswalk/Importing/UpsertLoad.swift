import Domain
import Store

/// Upserts the rows of a file part by part; of several rows with one key the last one wins.
struct UpsertLoad {
    /// Writes rows at once.
    let write: ([TextBatch]) async throws -> ImportCounts
    /// Writes rows but for those that would change something, which are handed back among the late ones.
    let writeNew: ([TextBatch], LateRows) async throws -> (counts: ImportCounts, late: LateRows)

    /// Rows in one transaction.
    private static let transactionRows = 50_000
    /// More rows than these do not wait in memory.
    private static let mostLateRows = 100_000

    func run(_ source: FileSource) async throws -> ImportTally {
        var tally = ImportTally()
        var late = LateRows()
        var isAtEnd = false
        while !isAtEnd {
            var batches: [TextBatch] = []
            var rows = 0
            while rows < Self.transactionRows, !isAtEnd {
                if let batch = try source.next() {
                    batches.append(batch)
                    rows += batch.rowCount
                } else {
                    isAtEnd = true
                }
            }
            if rows > 0 {
                let (counts, waiting) = try await writeNew(batches, late)
                late = waiting
                try tally.add(counts, source)
            }
            if isAtEnd || late.count > Self.mostLateRows, let last = late.takeAll() {
                try tally.add(try await write([last]), source)
            }
        }
        return tally
    }
}

extension ImportTally {
    fileprivate mutating func add(_ counts: ImportCounts, _ source: FileSource) throws {
        new += counts.new
        changed += counts.changed
        unchanged += counts.unchanged
        if !counts.reopenedDomains.isEmpty {
            reopenedDomains = ((reopenedDomains ?? []) + counts.reopenedDomains).sorted()
        }
        for rejection in counts.rejected { try source.reject(line: rejection.line, reason: rejection.reason) }
    }
}
