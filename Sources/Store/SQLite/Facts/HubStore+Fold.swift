package import Domain
import GRDB

extension HubStore {
    @discardableResult
    package func fold(zone: WorkspaceZone) async throws -> Int {
        try await write { database in
            try ZoneChange(database).apply(zone)
            try FactSettling(database).settle()
        }
        var folded = 0
        while true {
            let count = try await write { try CalendarFolding($0, zone: zone).foldNext() }
            guard count > 0 else { return folded }
            folded += count
        }
    }

    @discardableResult
    package func purgeRawEvents(before day: Day, zone: WorkspaceZone) async throws -> Int {
        try await fold(zone: zone)
        return try await write { try EventSpan.purge(before: zone.start(of: day), $0) }
    }
}
