package import Domain
import GRDB

/// The kept key tables: large chunks of numbers, the newer ones on top of the older.
extension HubStore {
    package func keyTable(of entity: Entity, _ side: MatchSide) async throws -> KeyTable {
        try await read { try KeptKeys.find($0, entity, side)?.all() ?? KeyTable(columnCount: 0) }
    }

    package func keys(of entity: Entity, _ side: MatchSide, rows: [Int64]) async throws -> KeyTable {
        try await read { try KeptKeys.find($0, entity, side)?.keys(of: rows) ?? KeyTable(columnCount: 0) }
    }

    package func rows(of entity: Entity, _ side: MatchSide, with wanted: [HashFilter]) async throws -> [Int64] {
        guard wanted.contains(where: { !$0.isEmpty }) else { return [] }
        return try await read { try KeptKeys.find($0, entity, side)?.rows(with: wanted) ?? [] }
    }

    package func finishMatch(
        _ state: MatchState, of plan: MatchPlan, keys: [MatchSide: KeyTable], isWhole: Bool
    ) async throws {
        try await write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO match_state (entity, fingerprint, rules, revision) VALUES (?, ?, ?, ?)",
                arguments: [
                    state.entity.rawValue, state.fingerprint, state.rules.joined(separator: ","), state.revision,
                ])
            if isWhole {
                try database.watchForVanishing(MirrorTable(object: plan.object), state.entity)
                try database.execute(sql: "DELETE FROM match_key WHERE entity = ?", arguments: [state.entity.rawValue])
            }
            for (side, table) in keys where table.count > 0 {
                try database.append(table, state.entity, side)
                if !isWhole { try database.compactKeys(state.entity, side) }
            }
        }
    }
}

extension Database {
    /// More chunks on top of the first are merged into one.
    private static let chunkLimit = 24

    /// A mirrored row that vanishes makes the next match decide everything.
    fileprivate func watchForVanishing(_ mirror: MirrorTable, _ entity: Entity) throws {
        guard try mirror.exists(in: self) else { return }
        try execute(
            sql: """
                CREATE TRIGGER IF NOT EXISTS \(quoted("\(mirror.name)_gone_\(entity.rawValue)"))
                AFTER DELETE ON \(quoted(mirror.name)) BEGIN
                    UPDATE match_state SET fingerprint = '' WHERE entity = '\(entity.rawValue)';
                END
                """)
    }

    fileprivate func append(_ table: KeyTable, _ entity: Entity, _ side: MatchSide) throws {
        let insert = try RawStatement(
            self,
            "INSERT INTO match_key (entity, side, columns, rows, hashes, digests) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        insert.bind(1, string: entity.rawValue)
        insert.bind(2, string: side.rawValue)
        insert.bind(3, integer: Int64(table.columns.count))
        let hashes = table.columns.flatMap { column in column.withUnsafeBytes { [UInt8]($0) } }
        try table.rows.withUnsafeBytes { rows in
            try hashes.withUnsafeBytes { hashes in
                try table.digests.withUnsafeBytes { digests in
                    insert.bind(4, blob: rows.bindMemory(to: UInt8.self))
                    insert.bind(5, blob: hashes.bindMemory(to: UInt8.self))
                    insert.bind(6, blob: digests.bindMemory(to: UInt8.self))
                    try insert.execute()
                }
            }
        }
    }

    fileprivate func compactKeys(_ entity: Entity, _ side: MatchSide) throws {
        let sizes = try Int64.fetchAll(
            self, sql: "SELECT length(rows) FROM match_key WHERE entity = ? AND side = ? ORDER BY number",
            arguments: [entity.rawValue, side.rawValue])
        let later = sizes.dropFirst().reduce(0, +)
        guard sizes.count > Self.chunkLimit || later > (sizes.first ?? 0),
            let table = try KeptKeys.find(self, entity, side)?.all()
        else { return }
        try execute(
            sql: "DELETE FROM match_key WHERE entity = ? AND side = ?", arguments: [entity.rawValue, side.rawValue])
        try append(table, entity, side)
    }
}
