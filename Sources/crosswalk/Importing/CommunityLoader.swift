import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Loads members of communities, their content and their activity.
struct CommunityLoader: RowLoader {
    let store: any CommunityStore & RecordStore
    let kind: CommunityKind

    var knownColumns: [String] { kind.columns.map(\.name) }

    func load(from source: FileSource) async throws -> ImportTally {
        var plan = try CommunityImportPlan(kind: kind, header: source.header)
        // A key that a JSON line leaves out says nothing; an empty cell of a CSV file says "no value".
        plan.keepsFilledCells = source.format == .jsonl
        plan.comesInBulk = true
        let whole = plan
        let tally = try await UpsertLoad(
            write: { try await store.load($0, as: whole) },
            writeNew: { try await store.load($0, as: whole, late: $1) }
        ).run(source)
        try await store.finishLoading()
        return tally
    }
}
