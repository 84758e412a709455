import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Loads accounts, users, persons and what joins them.
struct RecordLoader: RowLoader {
    let store: any RecordStore
    let kind: RecordKind
    let attributes: [AttributeDefinition]
    /// Rows in one transaction.
    private static let transactionRows = 50_000

    var knownColumns: [String] {
        kind.columns.map(\.name) + attributes.filter { $0.entity == kind.entity }.map(\.apiName)
    }

    func load(from source: FileSource) async throws -> ImportTally {
        let plan = try ImportPlan(
            kind: kind, header: source.header, attributes: attributes,
            // A key that a JSON line leaves out says nothing; an empty cell of a CSV file says "no value".
            emptyCells: source.format == .jsonl ? .keep : .clear)
        var tally = ImportTally()
        var batches: [TextBatch] = []
        var rows = 0
        while let batch = try source.next() {
            batches.append(batch)
            rows += batch.rowCount
            guard rows >= Self.transactionRows else { continue }
            try await write(batches, plan, source, &tally)
            (batches, rows) = ([], 0)
        }
        if !batches.isEmpty { try await write(batches, plan, source, &tally) }
        try await store.finishLoading()
        if kind == .persons { tally.sharedEmails = try await store.sharedEmails() }
        return tally
    }

    private func write(
        _ batches: [TextBatch], _ plan: ImportPlan, _ source: FileSource, _ tally: inout ImportTally
    ) async throws {
        let counts = try await store.load(batches, as: plan)
        tally.new += counts.new
        tally.changed += counts.changed
        tally.unchanged += counts.unchanged
        for rejection in counts.rejected { try source.reject(line: rejection.line, reason: rejection.reason) }
    }
}
