package import Domain
import GRDB

extension HubStore: RecordStore {
    package func load(_ batches: [TextBatch], as plan: ImportPlan) async throws -> ImportCounts {
        try await write { try $0.load(batches, as: plan, late: nil).counts }
    }

    package func load(
        _ batches: [TextBatch], as plan: ImportPlan, late: LateRows
    ) async throws -> (counts: ImportCounts, late: LateRows) {
        try await write { try $0.load(batches, as: plan, late: late) }
    }

    package func finishLoading() async throws {
        try await restoreIndexes()
    }

    package func sharedEmails() async throws -> SharedEmails? {
        try await read { database in
            let found = try Row.fetchOne(
                database,
                sql: """
                    SELECT sum(persons) AS persons, min(email_key) AS email_key FROM (
                        SELECT email_key, count(*) AS persons FROM person WHERE email_key IS NOT NULL
                        GROUP BY email_key HAVING count(*) > 1)
                    """)
            guard let found, let persons = found["persons"] as Int?, let email = found["email_key"] as String? else {
                return nil
            }
            let example = try String.fetchAll(
                database, sql: "SELECT id FROM person WHERE email_key = ? ORDER BY id LIMIT 2", arguments: [email])
            return SharedEmails(persons: persons, example: example)
        }
    }

    package func export(
        _ kind: RecordKind, to sink: @escaping @Sendable (ExportPart) throws -> Void
    ) async throws {
        try await read { database in
            var columns = kind.columns.map { ExportColumn(name: $0.name, expression: quoted($0.name), type: $0.type) }
            for attribute in try database.attributes(of: kind.entity) {
                columns.append(
                    ExportColumn(
                        name: attribute.apiName, expression: quoted(attribute.columnName),
                        type: CellType(attribute.type)))
            }
            let order = kind.columns.filter(\.isKey).map { quoted($0.name) }.joined(separator: ", ")
            let table = quoted(RecordTable(kind).name)
            try RowExport(columns: columns, source: "FROM \(table) ORDER BY \(order)").run(in: database, to: sink)
        }
    }
}

extension Database {
    fileprivate func load(
        _ batches: [TextBatch], as plan: ImportPlan, late: LateRows?
    ) throws -> (counts: ImportCounts, late: LateRows) {
        try setIndexesAside(of: RecordTable(plan.kind).name)
        var writer = try RecordWriter(self, plan, revision: try lastRevision() + 1, late: late)
        for batch in batches { try writer.load(batch) }
        var counts = writer.counts
        if plan.kind == .domains { counts.reopenedDomains = try withdrawRefusalsOfAssignedDomains() }
        if counts.new + counts.changed > 0 { _ = try nextRevision() }
        return (counts, writer.late ?? LateRows())
    }
}
