import Connectors
import Domain
import Foundation
import Store
import SyncEngine

extension Composition {
    func zone() throws -> WorkspaceZone {
        let name = configuration.workspace.timeZone
        guard let zone = WorkspaceZone(named: name) else {
            throw PlainError("The time zone \(name) is not known. Set workspace.time_zone to a name like Europe/Paris.")
        }
        return zone
    }

    /// Makes sure that KPIs have been measured as of a day, today where none is named, and returns that day.
    ///
    /// Exporting a day that nobody measured would otherwise give an empty file.
    func measured(_ asOf: Day?) async throws -> Day {
        let zone = try zone()
        let day = asOf ?? zone.day(of: .present)
        if try await store.measuredDay(day) == nil {
            _ = try await store.measure(asOf: day, zone: zone, now: .present) { _, _ in }
        }
        return day
    }
}
