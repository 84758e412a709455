import Connectors
import Domain
import Foundation
import Store
import SyncEngine

/// Loads events, responses, engagements and features.
struct FactLoader: RowLoader {
    let store: any FactStore
    let kind: FactKind
    /// The zone whose days the calendars have; where it is not known, measuring says so.
    let zone: WorkspaceZone?

    var knownColumns: [String] { kind.columns }

    func load(from source: FileSource) async throws -> ImportTally {
        let counts = try await store.importFacts(
            kind, header: source.header, from: { try source.next() },
            rejected: { for row in $0 { try source.reject(line: row.line, reason: row.reason) } })
        // Folded at once, a measure of today costs what has changed since, and not the whole import.
        if kind == .events, let zone { try await store.fold(zone: zone) }
        var tally = ImportTally()
        tally.new = counts.new
        tally.changed = counts.changed
        tally.duplicates = counts.duplicate
        tally.waiting = counts.waiting
        tally.newUsers = counts.newUsers
        return tally
    }
}
