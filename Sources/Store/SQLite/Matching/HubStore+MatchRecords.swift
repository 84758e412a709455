package import Domain
import GRDB

/// Reading records for matching: whole columns of bytes, no `String` per cell.
extension HubStore {
    package func mirroredFields(of object: String) async throws -> [String: SalesforceFieldType] {
        try await read { database in
            let table = MirrorTable(object: object)
            guard try table.exists(in: database) else { return [:] }
            let fields = try table.fields(in: database)
            return Dictionary(fields.map { ($0.name.lowercased(), $0.type) }) { first, _ in first }
        }
    }

    package func ourRecords(_ plan: MatchPlan, rows: [Int64]) async throws -> MatchRecords {
        try await read { database in
            try MatchColumns.ours(plan, in: database).load(database, rows: rows)
        }
    }

    package func ourRecords(_ plan: MatchPlan, after row: Int64, atMost count: Int) async throws -> MatchRecords {
        try await read { database in
            try MatchColumns.ours(plan, in: database).load(database, after: row, atMost: count)
        }
    }

    package func theirRecords(_ plan: MatchPlan, rows: [Int64]?) async throws -> MatchRecords {
        try await read { database in
            let table = MirrorTable(object: plan.object)
            guard try table.exists(in: database) else { return MatchRecords(fieldCount: plan.theirFields.count) }
            let columns = plan.theirFields.map { quoted(MirrorField.columnName(of: $0)) }
            let theirs = MatchColumns(
                number: "rowid", created: "coalesce(created_date, 9223372036854775807)", fields: columns,
                from: quoted(table.name), condition: "is_deleted = 0")
            return try rows.map { try theirs.load(database, rows: $0) } ?? theirs.load(database)
        }
    }

    package func sightings(ofAccounts ids: TextColumn?, newest: Int) async throws -> UserSightings {
        try await read { database in
            var sightings = UserSightings()
            guard let ids else {
                let all = try RawStatement(database, UserSightings.select + " ORDER BY key")
                while try all.step() { sightings.append(all) }
                return sightings
            }
            // In the order of the rule, so that what is left out is what it would not look at.
            let some = try RawStatement(
                database, UserSightings.select + " AND account_id = ?1 ORDER BY last_seen_at DESC, id LIMIT ?2")
            some.bind(2, integer: Int64(newest))
            try ids.bytes.withUnsafeBufferPointer { bytes in
                for row in 0..<ids.count {
                    some.bind(1, text: UnsafeBufferPointer(rebasing: bytes[ids.range(row)]))
                    while try some.step() { sightings.append(some) }
                }
            }
            return sightings
        }
    }

    package func sightings(ofUsers rows: [Int64]) async throws -> UserSightings {
        try await read { database in
            var sightings = UserSightings()
            let one = try RawStatement(database, UserSightings.select + " AND key = ?1")
            for row in rows {
                one.bind(1, integer: row)
                while try one.step() { sightings.append(one) }
            }
            return sightings
        }
    }
}

extension UserSightings {
    fileprivate static let select = """
        SELECT key, id, account_id, email, last_seen_at FROM user
        WHERE last_seen_at IS NOT NULL AND account_id IS NOT NULL
        """

    fileprivate mutating func append(_ row: borrowing RawStatement) {
        rows.append(row.integer(0))
        ids.append(row.bytes(1))
        accountIDs.append(row.bytes(2))
        emails.append(row.bytes(3))
        lastSeen.append(row.integer(4))
    }
}

/// A query whose rows become columns: the row's number, its id, when it was created, then the fields.
private struct MatchColumns {
    /// The column that numbers the rows.
    let number: String
    var created = "0"
    let fields: [String]
    let from: String
    var condition = "1"

    static func ours(_ plan: MatchPlan, in database: Database) throws -> MatchColumns {
        let table = plan.entity.rawValue
        let present = Set(try database.columns(in: table).map(\.name))
        let fields = plan.ourFields.map { field in
            let isStandard = StandardAttribute.type(of: field, entity: plan.entity) != nil
            let column = isStandard ? field : "a_" + field
            return present.contains(column) ? quoted(column) : "NULL"
        }
        return MatchColumns(number: "key", fields: fields, from: quoted(table))
    }

    /// Those after a number, up to so many.
    func load(_ database: Database, after row: Int64 = .min, atMost count: Int = .max) throws -> MatchRecords {
        var records = MatchRecords(fieldCount: fields.count)
        let some = try RawStatement(database, "\(select) AND \(number) > ?1 ORDER BY \(number) LIMIT ?2")
        some.bind(1, integer: row)
        some.bind(2, integer: Int64(count))
        while try some.step() { append(some, to: &records) }
        return records
    }

    func load(_ database: Database, rows: [Int64]) throws -> MatchRecords {
        var records = MatchRecords(fieldCount: fields.count)
        let one = try RawStatement(database, "\(select) AND \(number) = ?1")
        for row in rows {
            one.bind(1, integer: row)
            while try one.step() { append(one, to: &records) }
        }
        return records
    }

    private var select: String {
        "SELECT \(([number, "id", created] + fields).joined(separator: ", ")) FROM \(from) WHERE \(condition)"
    }

    @inline(__always)
    private func append(_ row: borrowing RawStatement, to records: inout MatchRecords) {
        records.rows.append(row.integer(0))
        records.ids.append(row.bytes(1))
        records.created.append(row.integer(2))
        for field in records.values.indices { records.values[field].append(row.bytes(Int32(field + 3))) }
    }
}
