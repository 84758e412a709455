import Domain

/// The statements that write a row into a mirror: parameters are its fields in order, then the run and the revision.
struct MirrorSQL {
    let table: String
    let insert: String
    let update: String

    init(_ page: MirrorPage) {
        table = quoted(MirrorTable(object: page.object).name)
        let columns = page.fields.map { MirrorField.columnName(of: $0) }
        let values = columns.enumerated().map { index, column in
            column == "is_deleted" ? "coalesce(?\(index + 1), 0)" : "?\(index + 1)"
        }
        let stamp = page.stampField.flatMap { columns.firstIndex(of: MirrorField.columnName(of: $0)) }
        let run = "?\(columns.count + 1)"
        let revision = "?\(columns.count + 2)"
        var names = columns
        var inserted = values
        // Where the object has no SystemModstamp, what stands for it fills its column.
        if let stamp, !columns.contains("system_modstamp") {
            names.append("system_modstamp")
            inserted.append(values[stamp])
        }
        insert = """
            INSERT INTO \(table) (\((names.map(quoted) + ["fetched_in", "revision"]).joined(separator: ", ")))
            VALUES (\((inserted + [run, revision]).joined(separator: ", ")))
            ON CONFLICT (id) DO NOTHING
            """

        // A new stamp alone is kept, but is no change that later stages need to look at.
        let fields = zip(names, inserted).filter { $0.0 != "id" && !Self.stamps.contains($0.0) }
        let differs = fields.map { "\(quoted($0.0)) IS NOT \($0.1)" }
        let written = zip(names, inserted).filter { name, _ in
            name != "id" && (page.addsRows || !Self.stamps.contains(name))
        }
        let differsAtAll = written.map { "\(quoted($0.0)) IS NOT \($0.1)" }
        let change = differs.isEmpty ? "0" : differs.joined(separator: " OR ")
        let assignments =
            written.map { "\(quoted($0.0)) = \($0.1)" } + [
                "fetched_in = \(run)", "revision = CASE WHEN \(change) THEN \(revision) ELSE revision END",
            ]
        let guarding = page.overwritesNewer ? nil : stamp
        let isNotOlder = guarding.map { " AND (system_modstamp IS NULL OR system_modstamp <= \(values[$0]))" } ?? ""
        update = """
            UPDATE \(table) SET \(assignments.joined(separator: ", "))
            WHERE id = ?1\(isNotOlder) AND (\(differsAtAll.isEmpty ? "0" : differsAtAll.joined(separator: " OR ")))
            """
    }

    private static let stamps: Set<String> = ["system_modstamp", "last_modified_date"]
}
