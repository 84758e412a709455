import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Loads members of communities, their content and their activity.
struct CommunityLoader: RowLoader {
    let store: any CommunityStore & RecordStore
    let kind: CommunityKind
    /// Rows in one transaction.
    private static let transactionRows = 50_000

    var knownColumns: [String] { kind.columns.map(\.name) }

    func load(from source: FileSource) async throws -> ImportTally {
        var plan = try CommunityImportPlan(kind: kind, header: source.header)
        // A key that a JSON line leaves out says nothing; an empty cell of a CSV file says "no value".
        plan.keepsFilledCells = source.format == .jsonl
        plan.comesInBulk = true
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
        return tally
    }

    private func write(
        _ batches: [TextBatch], _ plan: CommunityImportPlan, _ source: FileSource, _ tally: inout ImportTally
    ) async throws {
        let counts = try await store.load(batches, as: plan)
        tally.new += counts.new
        tally.changed += counts.changed
        tally.unchanged += counts.unchanged
        for rejection in counts.rejected { try source.reject(line: rejection.line, reason: rejection.reason) }
    }
}
