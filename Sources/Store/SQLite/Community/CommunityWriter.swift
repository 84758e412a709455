import Domain
import GRDB

/// Upserts the community's rows: inserts what is new, changes what differs, leaves the rest untouched.
struct CommunityWriter: ~Copyable {
    private let plan: CommunityImportPlan
    private let insert: RawStatement
    private let update: RawStatement
    private let differs: RawStatement
    private let revision: Int64
    private let idPosition: Int?
    private let tenantPosition: Int?
    private let emailPosition: Int?
    private let contextPosition: Int?
    private let typePosition: Int?
    private let topicPosition: Int?
    private var values: [CellValue]
    private var parts = HostParts()
    private(set) var counts = ImportCounts()
    /// Takes the rows that would change something, instead of their being written.
    private(set) var late: LateRows?
    /// Those that the rows named.
    private(set) var tenants: Set<String> = []
    private var lastTenant: [UInt8] = []

    /// Parameters of the statements: the plan's columns, tenant, context, revision, then the keys of an address.
    private let tenantParameter: Int32
    private var contextParameter: Int32 { tenantParameter + 1 }
    private var revisionParameter: Int32 { tenantParameter + 2 }
    private var firstKeyParameter: Int32 { tenantParameter + 3 }

    init(_ database: Database, _ plan: CommunityImportPlan, revision: Int64, late: LateRows?) throws {
        let sql = CommunityUpsertSQL(plan)
        let insert = try RawStatement(database, sql.insert)
        let update = try RawStatement(database, sql.update)
        let differs = try RawStatement(database, sql.differs)
        self.plan = plan
        self.insert = insert
        self.update = update
        self.differs = differs
        self.late = late
        self.revision = revision
        idPosition = plan.position(of: "id")
        tenantPosition = plan.position(of: "tenant")
        emailPosition = plan.kind == .users ? plan.position(of: "email") : nil
        contextPosition = plan.position(of: "context")
        typePosition = plan.position(of: "content_type")
        topicPosition = plan.position(of: "topic_id")
        tenantParameter = Int32(plan.columns.count + 1)
        values = Array(repeating: .null, count: plan.columns.count)
    }

    mutating func load(_ batch: TextBatch) throws {
        try batch.bytes.withUnsafeBufferPointer { bytes in
            for row in 0..<batch.rowCount {
                if let reason = read(row, of: batch, bytes) {
                    let line = row < batch.lines.count ? batch.lines[row] : 0
                    counts.rejected.append(ImportCounts.Rejection(line: line, reason: reason))
                } else {
                    try write(row, of: batch, bytes)
                }
            }
        }
    }

    /// Reads the cells of a row by their types; returns why it cannot be taken, or nothing.
    private mutating func read(_ row: Int, of batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>) -> String? {
        for index in 0..<plan.columns.count {
            let column = plan.columns[index]
            let cell = batch.cell(row: row, column: column.position, of: bytes)
            guard let value = column.type.read(cell) else {
                let excerpt = String(decoding: cell.prefix(40), as: UTF8.self)
                return "\(column.name) is not \(column.type.expectation): \(excerpt)"
            }
            if column.isRequired, cell.isEmpty { return "\(column.name) is missing" }
            values[index] = value
        }
        // A member's key is the tenant, a slash and the id.
        if let tenantPosition, batch.cell(row: row, column: tenantPosition, of: bytes).contains(UInt8(ascii: "/")) {
            return "a tenant's name has no /"
        }
        guard plan.kind == .content else { return nil }
        return misfit(row, batch, contextPosition, "context", CommunityKind.contexts)
            ?? misfit(row, batch, typePosition, "content_type", CommunityKind.contentTypes)
    }

    private func misfit(
        _ row: Int, _ batch: TextBatch, _ position: Int?, _ name: String, _ allowed: [String]
    ) -> String? {
        guard let position, !batch.range(row: row, column: position).isEmpty else { return nil }
        let text = batch.string(row: row, column: position)
        return allowed.contains(text)
            ? nil : "\(name) is none of \(allowed.joined(separator: ", ")): \(text.prefix(40))"
    }

    private mutating func write(_ row: Int, of batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>) throws {
        var key = KeyWriter()
        if let emailPosition {
            EmailKeys.write(batch.cell(row: row, column: emailPosition, of: bytes), to: &key)
            parts.read(email: key.bytes)
        }
        noteTenant(of: row, batch, bytes)
        bind(row, of: batch, bytes, key.bytes, to: insert)
        if try insert.execute() > 0 {
            counts.new += 1
            return
        }
        guard !plan.keepsKnownRows else {
            counts.unchanged += 1
            return
        }
        if late != nil { return try hold(row, of: batch, bytes, key.bytes) }
        bind(row, of: batch, bytes, key.bytes, to: update)
        if try update.execute() > 0 { counts.changed += 1 } else { counts.unchanged += 1 }
    }

    /// Lets a row wait that would change something, or that comes after one which waits.
    private mutating func hold(
        _ row: Int, of batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>, _ email: Bytes
    ) throws {
        let key = identity(of: row, batch, bytes)
        if late?.waits(key) ?? false {
            // The earlier row does nothing any more.
            counts.unchanged += 1
        } else {
            bind(row, of: batch, bytes, email, to: differs)
            defer { differs.reset() }
            guard try differs.step() else {
                counts.unchanged += 1
                return
            }
        }
        let line = row < batch.lines.count ? batch.lines[row] : 0
        late?.put(batch.columnCount, line: line, key: key, keepsFilledCells: plan.keepsFilledCells) {
            batch.cell(row: row, column: $0, of: bytes)
        }
    }

    private func identity(of row: Int, _ batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>) -> FactHash {
        var key: [UInt8] = []
        if let tenantPosition { key.append(contentsOf: batch.cell(row: row, column: tenantPosition, of: bytes)) }
        if key.isEmpty { key.append(contentsOf: CommunityKind.defaultTenant.utf8) }
        key.append(UInt8(ascii: "/"))
        if plan.kind == .content { key.append(contentsOf: context(row, batch).utf8) }
        key.append(UInt8(ascii: "/"))
        if let idPosition { key.append(contentsOf: batch.cell(row: row, column: idPosition, of: bytes)) }
        return key.withUnsafeBufferPointer { FactHash($0) }
    }

    /// Rows of a tenant stand together, as a rule, so that a set is asked seldom.
    private mutating func noteTenant(of row: Int, _ batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>) {
        let isSame =
            tenantPosition.map { lastTenant.elementsEqual(batch.cell(row: row, column: $0, of: bytes)) } ?? true
        guard !isSame || tenants.isEmpty else { return }
        lastTenant = tenantPosition.map { Array(batch.cell(row: row, column: $0, of: bytes)) } ?? []
        tenants.insert(lastTenant.isEmpty ? CommunityKind.defaultTenant : String(decoding: lastTenant, as: UTF8.self))
    }

    private func bind(
        _ row: Int, of batch: TextBatch, _ bytes: UnsafeBufferPointer<UInt8>, _ email: Bytes,
        to statement: borrowing RawStatement
    ) {
        for index in 0..<plan.columns.count {
            let cell = batch.cell(row: row, column: plan.columns[index].position, of: bytes)
            statement.bind(Int32(index + 1), values[index], text: cell)
        }
        if let tenantPosition, !batch.range(row: row, column: tenantPosition).isEmpty {
            statement.bind(tenantParameter, text: batch.cell(row: row, column: tenantPosition, of: bytes))
        } else {
            statement.bind(tenantParameter, string: CommunityKind.defaultTenant)
        }
        if plan.kind == .content { statement.bind(contextParameter, string: context(row, batch)) }
        statement.bind(revisionParameter, integer: revision)
        guard emailPosition != nil else { return }
        statement.bind(firstKeyParameter, text: email)
        statement.bind(firstKeyParameter + 1, text: parts.host)
        statement.bind(firstKeyParameter + 2, text: parts.domain)
        statement.bind(firstKeyParameter + 3, text: parts.label)
    }

    /// What names a topic is a reply, where the file does not say.
    private func context(_ row: Int, _ batch: TextBatch) -> String {
        if let contextPosition, !batch.range(row: row, column: contextPosition).isEmpty {
            return batch.string(row: row, column: contextPosition)
        }
        guard let topicPosition, !batch.range(row: row, column: topicPosition).isEmpty else { return "topic" }
        return "reply"
    }
}

/// The statements of an upsert.
private struct CommunityUpsertSQL {
    let insert: String
    let update: String
    /// Finds the row that an update would change.
    let differs: String

    init(_ plan: CommunityImportPlan) {
        let table = CommunityTable.name(plan.kind)
        let identity = CommunityTable.identity(plan.kind)
        let first = plan.columns.count + 1
        var pairs = plan.columns.enumerated().filter { $1.name != "tenant" && $1.name != "context" }
            .map { (name: quoted($1.name), value: "?\($0 + 1)") }
        pairs.append(("tenant", "?\(first)"))
        if plan.kind == .content { pairs.append(("context", "?\(first + 1)")) }
        if plan.kind == .users, plan.position(of: "email") != nil {
            for (index, name) in CommunityTable.memberKeys.enumerated() {
                pairs.append((name, "?\(first + 3 + index)"))
            }
        }
        var marks = [(name: "revision", value: "?\(first + 2)")]
        if plan.lacksDetails { marks.append(("lacks_details", "1")) }
        insert = """
            INSERT INTO \(table) (\((pairs + marks).map(\.name).joined(separator: ", ")))
            VALUES (\((pairs + marks).map(\.value).joined(separator: ", ")))
            ON CONFLICT (\(identity.joined(separator: ", "))) DO NOTHING
            """
        let isIdentity = { (name: String) in identity.contains { quoted($0) == name || $0 == name } }
        let changing = pairs.filter { !isIdentity($0.name) }
        let same = pairs.filter { isIdentity($0.name) }.map { "\($0.name) = \($0.value)" }.joined(separator: " AND ")
        let wanted = changing.map { ($0.name, plan.keepsFilledCells ? "coalesce(\($0.value), \($0.name))" : $0.value) }
        let differences = wanted.map { "\($0) IS NOT \($1)" }.joined(separator: " OR ")
        let set = wanted.map { "\($0) = \($1)" } + marks.map { "\($0.name) = \($0.value)" }
        let condition = "WHERE \(same) AND (\(differences.isEmpty ? "0" : differences))"
        update = "UPDATE \(table) SET \(set.joined(separator: ", ")) \(condition)"
        differs = "SELECT 1 FROM \(table) \(condition)"
    }
}
