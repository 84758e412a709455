package import Domain
import GRDB

/// The kept key tables: large chunks of numbers, the newer ones on top of the older.
extension HubStore {
    package func keyTable(of entity: Entity, _ side: MatchSide) async throws -> KeyTable {
        try await read { try $0.keyTable(of: entity, side) ?? KeyTable(columnCount: 0) }
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

    fileprivate func keyTable(of entity: Entity, _ side: MatchSide) throws -> KeyTable? {
        let chunks = try RawStatement(
            self,
            "SELECT columns, rows, hashes FROM match_key WHERE entity = ?1 AND side = ?2 ORDER BY number")
        chunks.bind(1, string: entity.rawValue)
        chunks.bind(2, string: side.rawValue)
        var table: KeyTable?
        while try chunks.step() {
            let chunk = KeyTable(
                columnCount: Int(chunks.integer(0)), rows: chunks.bytes(1), hashes: chunks.bytes(2))
            if table == nil { table = chunk } else { table?.apply(chunk) }
        }
        return table
    }

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
            self, "INSERT INTO match_key (entity, side, columns, rows, hashes) VALUES (?1, ?2, ?3, ?4, ?5)")
        insert.bind(1, string: entity.rawValue)
        insert.bind(2, string: side.rawValue)
        insert.bind(3, integer: Int64(table.columns.count))
        let rows = table.rows.withUnsafeBytes { [UInt8]($0) }
        let hashes = table.columns.flatMap { column in column.withUnsafeBytes { [UInt8]($0) } }
        try rows.withUnsafeBufferPointer { rows in
            try hashes.withUnsafeBufferPointer { hashes in
                insert.bind(4, blob: rows)
                insert.bind(5, blob: hashes)
                try insert.execute()
            }
        }
    }

    fileprivate func compactKeys(_ entity: Entity, _ side: MatchSide) throws {
        let sizes = try Int64.fetchAll(
            self, sql: "SELECT length(rows) FROM match_key WHERE entity = ? AND side = ? ORDER BY number",
            arguments: [entity.rawValue, side.rawValue])
        let later = sizes.dropFirst().reduce(0, +)
        guard sizes.count > Self.chunkLimit || later > (sizes.first ?? 0), let table = try keyTable(of: entity, side)
        else { return }
        try execute(
            sql: "DELETE FROM match_key WHERE entity = ? AND side = ?", arguments: [entity.rawValue, side.rawValue])
        try append(table, entity, side)
    }
}

extension KeyTable {
    /// A chunk as it is kept, in the byte order of the machines that we run on.
    fileprivate init(columnCount: Int, rows: UnsafeBufferPointer<UInt8>, hashes: UnsafeBufferPointer<UInt8>) {
        let count = rows.count / 8
        let numbers = [Int64](unsafeUninitializedCapacity: count) { buffer, filled in
            UnsafeMutableRawBufferPointer(buffer).copyBytes(from: rows.prefix(count * 8))
            filled = count
        }
        let columns = (0..<columnCount).map { column in
            [UInt32](unsafeUninitializedCapacity: count) { buffer, filled in
                let start = column * count * 4
                let bytes = UnsafeBufferPointer(rebasing: hashes[start..<start + count * 4])
                UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes)
                filled = count
            }
        }
        self.init(rows: numbers, columns: columns)
    }
}
