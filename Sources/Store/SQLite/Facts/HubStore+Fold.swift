package import Domain
import GRDB

extension HubStore {
    @discardableResult
    package func fold(zone: WorkspaceZone) async throws -> Int {
        // Whoever only reads waits for no writer where all is folded.
        guard try await read({ try $0.hasToFold(zone) }) else { return 0 }
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

extension Database {
    /// Whether the calendars lag behind the events, the users' accounts or the workspace's zone.
    fileprivate func hasToFold(_ zone: WorkspaceZone) throws -> Bool {
        try preparedValue(
            """
            SELECT zone <> ? OR EXISTS (SELECT 1 FROM event WHERE key > folded_to)
                OR EXISTS (SELECT 1 FROM fact_waiting WHERE account_id IS NOT NULL)
            FROM fact_state
            """, [zone.name]) ?? true
    }
}
