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

    var knownColumns: [String] {
        kind.columns.map(\.name) + attributes.filter { $0.entity == kind.entity }.map(\.apiName)
    }

    func load(from source: FileSource) async throws -> ImportTally {
        let plan = try ImportPlan(
            kind: kind, header: source.header, attributes: attributes,
            // A key that a JSON line leaves out says nothing; an empty cell of a CSV file says "no value".
            emptyCells: source.format == .jsonl ? .keep : .clear)
        var tally = try await UpsertLoad(
            write: { try await store.load($0, as: plan) },
            writeNew: { try await store.load($0, as: plan, late: $1) }
        ).run(source)
        try await store.finishLoading()
        if kind == .persons { tally.sharedEmails = try await store.sharedEmails() }
        return tally
    }
}
