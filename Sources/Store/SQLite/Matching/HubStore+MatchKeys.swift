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
            "SELECT columns, rows, hashes, digests FROM match_key WHERE entity = ?1 AND side = ?2 ORDER BY number")
        chunks.bind(1, string: entity.rawValue)
        chunks.bind(2, string: side.rawValue)
        var table: KeyTable?
        while try chunks.step() {
            let chunk = KeyTable(
                columnCount: Int(chunks.integer(0)), rows: chunks.bytes(1), hashes: chunks.bytes(2),
                digests: chunks.bytes(3))
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
        guard sizes.count > Self.chunkLimit || later > (sizes.first ?? 0), let table = try keyTable(of: entity, side)
        else { return }
        try execute(
            sql: "DELETE FROM match_key WHERE entity = ? AND side = ?", arguments: [entity.rawValue, side.rawValue])
        try append(table, entity, side)
    }
}

extension KeyTable {
    /// A chunk as it is kept, in the byte order of the machines that we run on; older chunks know no digests.
    fileprivate init(
        columnCount: Int, rows: UnsafeBufferPointer<UInt8>, hashes: UnsafeBufferPointer<UInt8>,
        digests: UnsafeBufferPointer<UInt8>
    ) {
        let count = rows.count / 8
        let columns = (0..<columnCount).map { column in
            [UInt32](copying: UnsafeBufferPointer(rebasing: hashes[column * count * 4..<(column + 1) * count * 4]))
        }
        self.init(
            rows: [Int64](copying: UnsafeBufferPointer(rebasing: rows[..<(count * 8)])), columns: columns,
            digests: digests.count == count * 8
                ? [UInt64](copying: digests) : [UInt64](repeating: 0, count: count))
    }
}

extension Array where Element: FixedWidthInteger {
    fileprivate init(copying bytes: UnsafeBufferPointer<UInt8>) {
        let size = MemoryLayout<Element>.size
        self.init(unsafeUninitializedCapacity: bytes.count / size) { buffer, filled in
            UnsafeMutableRawBufferPointer(buffer).copyBytes(from: bytes.prefix(bytes.count / size * size))
            filled = bytes.count / size
        }
    }
}
