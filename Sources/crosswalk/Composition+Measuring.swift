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

    /// Brings the KPIs as of a day, today where none is named, up to what is known by now, and returns that day.
    ///
    /// Which day a push writes stays as it is. While a run holds the workspace, what it has measured is taken as it stands.
    func measured(_ asOf: Day?) async throws -> Day {
        let zone = try zone()
        let day = asOf ?? zone.day(of: .present)
        guard let lock = try WorkspaceLock(folder: settings.workspace.folder.path) else {
            guard try await store.measuredDay(day) == nil else { return day }
            throw PlainError(
                "The KPIs as of \(day.text) are not measured yet, and a run holds this workspace. Wait until it has ended, "
                    + "then try again.")
        }
        _ = try await store.measure(asOf: day, zone: zone, now: .present) { _, _ in }
        _ = consume lock
        return day
    }
}
