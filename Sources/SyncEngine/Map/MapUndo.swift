package import Domain

/// Gives back the values that a map run replaced, but none that someone has changed since.
package struct MapUndo: Sendable {
    let store: any MappingStore

    private static let batchSize = 5000

    package init(store: any MappingStore) {
        self.store = store
    }

    package func run(_ context: RunContext, undoing run: RunNumber) async throws -> StageReport {
        var report = StageReport(stage: .map, entity: nil)
        report["values given back"] = 0
        var last: Int64 = 0
        while let batch = try await store.undoMap(of: run, after: last, limit: Self.batchSize, in: context.run) {
            last = batch.lastOutcome
            report["values given back"] += batch.restored
            report["changed since, left alone"] += batch.refused
            report.failures += batch.refused
        }
        return report
    }
}
