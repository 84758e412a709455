package import Domain
import GRDB

extension HubStore: MirrorStore {
    package func prepareMirror(
        of object: String, fields: [FieldDescription], at now: Instant
    ) async throws -> [MirrorField] {
        try await write { database in
            let table = MirrorTable(object: object)
            try table.create(in: database, at: now)
            try table.add(fields, to: database)
            return try table.fields(in: database)
        }
    }

    package func apply(_ batches: [TextBatch], as page: MirrorPage, at now: Instant) async throws -> MirrorCounts {
        try await write { database in
            // The last part of a transaction may take it somewhat past what it was to hold.
            let rows = batches.reduce(0) { $0 + $1.rowCount }
            try database.keepPages(rows > 2 * ScatteredChanges.perTransaction ? .usual : .scattered)
            if page.addsRows { try database.setIndexesAside(of: MirrorTable(object: page.object).name) }
            let types = try database.mirrorTypes(of: page)
            let revision = try database.lastRevision() + 1
            let (counts, deleted) = try database.withBatchTable(columnCount: page.fields.count) { table in
                var writer = try MirrorWriter(database, page, types: types, revision: revision, table: table)
                for batch in batches { try writer.apply(batch) }
                return (writer.counts, writer.deleted)
            }
            try database.reportDeleted(deleted, as: page)
            if counts.new + counts.changed > 0 { _ = try database.nextRevision() }
            for (name, value) in page.bookmarks {
                try database.setBookmark(name, to: value, in: page.run, at: now)
            }
            return counts
        }
    }

    package func finish(_ milestone: MirrorMilestone, at now: Instant) async throws {
        try await restoreIndexes(of: MirrorTable(object: milestone.object).name)
        try await write { database in
            for field in milestone.filledFields {
                try database.execute(
                    sql: "UPDATE mirror_field SET is_filled = 1 WHERE object = ? AND field = ?",
                    arguments: [milestone.object, field])
            }
            for field in milestone.refreshedFields {
                try database.execute(
                    sql: "UPDATE mirror_field SET refreshed_at = ? WHERE object = ? AND field = ?",
                    arguments: [now.milliseconds, milestone.object, field])
            }
            for (name, value) in milestone.bookmarks {
                try database.setBookmark(name, to: value, in: milestone.run, at: now)
            }
        }
    }

    package func markDeleted(
        _ ids: [String], of object: String, entity: Entity, in run: RunNumber
    ) async throws -> Int {
        try await write { database in
            let revision = try database.lastRevision() + 1
            let statement = try RawStatement(
                database,
                """
                UPDATE \(quoted(MirrorTable(object: object).name)) SET is_deleted = 1, revision = ?2, fetched_in = ?3
                WHERE id = ?1 AND is_deleted = 0
                """)
            var marked: [String] = []
            for id in ids {
                statement.bind(1, string: id)
                statement.bind(2, integer: revision)
                statement.bind(3, integer: run.value)
                if try statement.execute() > 0 { marked.append(id) }
            }
            if !marked.isEmpty { _ = try database.nextRevision() }
            try database.reportDeleted(
                marked,
                as: MirrorPage(
                    object: object, entity: entity, fields: ["Id"], stampField: nil, addsRows: false, run: run))
            return marked.count
        }
    }

    package func exportMirror(
        of object: String, to sink: @escaping @Sendable (ExportPart) throws -> Void
    ) async throws {
        try await read { database in
            let table = MirrorTable(object: object)
            guard try table.exists(in: database) else {
                throw PlainError("\(object) has not been fetched. Objects are fetched when crosswalk.yaml links them.")
            }
            let columns = try table.fields(in: database).map { field in
                ExportColumn(
                    name: field.name, expression: quoted(MirrorField.columnName(of: field.name)),
                    type: CellType(field.type))
            }
            let id = columns.filter { $0.name == "Id" }
            try RowExport(
                columns: id + columns.filter { $0.name != "Id" }, source: "FROM \(quoted(table.name)) ORDER BY id"
            ).run(in: database, to: sink)
        }
    }
}

extension Database {
    fileprivate func mirrorTypes(of page: MirrorPage) throws -> [CellType] {
        let fields = try MirrorTable(object: page.object).fields(in: self)
        return try page.fields.map { name in
            guard let field = fields.first(where: { $0.name.lowercased() == name.lowercased() }) else {
                throw PlainError("The mirror of \(page.object) has no column for \(name).")
            }
            return CellType(field.type)
        }
    }

    /// Tells of the linked records whose other side is gone (D§24).
    fileprivate func reportDeleted(_ ids: [String], as page: MirrorPage) throws {
        guard !ids.isEmpty, try tableExists("link") else { return }
        let table = quoted(page.entity.rawValue)
        let find = try RawStatement(
            self,
            """
            SELECT ours.id FROM link JOIN \(table) AS ours ON ours.key = link.record
            WHERE link.entity = ?1 AND link.salesforce_id = ?2
            """)
        let writer = try OutcomeWriter(self, run: page.run)
        for id in ids {
            find.bind(1, string: page.entity.rawValue)
            find.bind(2, string: id)
            while try find.step() {
                try writer.append(
                    Outcome(
                        stage: .fetch, entity: page.entity, record: find.string(0) ?? id, code: .deletedUpstream,
                        before: id, reason: "Salesforce has deleted the \(page.object) that this record is linked to."))
            }
        }
    }
}
