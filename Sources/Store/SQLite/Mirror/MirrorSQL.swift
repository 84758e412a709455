import Domain

/// The statements that write a row into a mirror.
///
/// Parameters are the row's fields in order, the first of them its id, then the run, the revision and, in `update` and
/// `touch`, the row's number.
struct MirrorSQL {
    let insert: String
    /// The same for all rows of a batch (`BatchTable`); its parameters are the run and the revision alone.
    let insertAll: String
    /// The row with an id: its number, whether a field of it differs, whether anything of it does, whether it lives;
    /// no row where what stands there is newer.
    let find: String
    let update: String
    /// Only the stamps have moved: later stages need not look at the row.
    let touch: String

    init(_ page: MirrorPage) {
        let table = quoted(MirrorTable(object: page.object).name)
        let columns = page.fields.map { MirrorField.columnName(of: $0) }
        let values = columns.enumerated().map { index, column in
            column == "is_deleted" ? "coalesce(?\(index + 1), 0)" : "?\(index + 1)"
        }
        let stamp = page.stampField.flatMap { columns.firstIndex(of: MirrorField.columnName(of: $0)) }
        let run = "?\(columns.count + 1)"
        let revision = "?\(columns.count + 2)"
        let row = "?\(columns.count + 3)"
        var fields = Array(zip(columns, values))
        // Where the object has no SystemModstamp, what stands for it fills its column.
        if let stamp, !columns.contains("system_modstamp") { fields.append(("system_modstamp", values[stamp])) }

        let names = fields.map { quoted($0.0) } + ["fetched_in", "revision"]
        insert = """
            INSERT INTO \(table) (\(names.joined(separator: ", ")))
            VALUES (\((fields.map(\.1) + [run, revision]).joined(separator: ", ")))
            ON CONFLICT (id) DO NOTHING
            """
        let cells = columns.enumerated().map { index, column in
            column == "is_deleted" ? "coalesce(\(BatchTable.column(index)), 0)" : BatchTable.column(index)
        }
        let standIn = fields.count > cells.count ? stamp.map { [BatchTable.column($0)] } ?? [] : []
        insertAll = """
            INSERT INTO \(table) (\(names.joined(separator: ", ")))
            SELECT \((cells + standIn).joined(separator: ", ")), ?1, ?2 FROM \(BatchTable.name) WHERE true
            ON CONFLICT (id) DO NOTHING
            """

        // Stamps are kept where rows are read because they changed.
        let written = fields.filter { name, _ in name != "id" && (page.addsRows || !Self.stamps.contains(name)) }
        let differences = written.filter { !Self.stamps.contains($0.0) }
        let guarding = page.overwritesNewer ? nil : stamp
        find = """
            SELECT rowid, \(Self.differ(differences)), \(Self.differ(written)), NOT is_deleted FROM \(table)
            WHERE id = ?1\(guarding.map { " AND (system_modstamp IS NULL OR system_modstamp <= \(values[$0]))" } ?? "")
            """
        func set(_ fields: [(String, String)], _ more: [String]) -> String {
            let assignments = fields.map { "\(quoted($0.0)) = \($0.1)" } + ["fetched_in = \(run)"] + more
            return "UPDATE \(table) SET \(assignments.joined(separator: ", ")) WHERE rowid = \(row)"
        }
        update = set(written, ["revision = \(revision)"])
        touch = set(written.filter { Self.stamps.contains($0.0) }, [])
    }

    private static func differ(_ fields: [(String, String)]) -> String {
        fields.isEmpty ? "0" : "(\(fields.map { "\(quoted($0.0)) IS NOT \($0.1)" }.joined(separator: " OR ")))"
    }

    private static let stamps: Set<String> = ["system_modstamp", "last_modified_date"]
}
