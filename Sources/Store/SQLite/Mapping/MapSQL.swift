import Domain

/// The statements of a map, over the records in the temporary table `map_candidate`, each with its row in the mirror.
///
/// One join finds the rows that differ, with both sides' values, and puts them into `map_row`; outcomes and updates
/// are made from there.
struct MapSQL {
    let plan: MapPlan
    /// Values that an undo took back stay as they are until the hold is lifted.
    let hasHolds: Bool

    private var ours: String { quoted(plan.entity.rawValue) }
    private var mirror: String { quoted(MirrorTable(object: plan.object).name) }

    /// A column of ours.
    static func column(_ attribute: String, entity: Entity) -> String { quoted(columnName(attribute, entity: entity)) }

    private static func columnName(_ attribute: String, entity: Entity) -> String {
        StandardAttribute.type(of: attribute, entity: entity) != nil ? attribute : "a_" + attribute
    }

    private func before(_ index: Int) -> String { "b\(index)" }
    private func after(_ index: Int) -> String { "n\(index)" }

    var createRows: String {
        let columns = plan.columns.indices.flatMap { [before($0), after($0)] }
        return """
            DROP TABLE IF EXISTS temp.map_row;
            CREATE TEMP TABLE map_row (record INTEGER PRIMARY KEY, id, \(columns.joined(separator: ", ")))
            """
    }

    /// Parameters: after this key, up to that one.
    var findRows: String {
        let values = plan.columns.enumerated().flatMap { index, column in
            ["\(old(column)) AS \(before(index))", "\(new(column)) AS \(after(index))"]
        }
        let differences = plan.columns.map { "\(old($0)) IS NOT \(new($0))" }
        return """
            INSERT INTO temp.map_row
            SELECT c.record, r.id, \(values.joined(separator: ", "))
            FROM temp.map_candidate c
            CROSS JOIN \(mirror) m ON m.rowid = c.mirror_row AND m.is_deleted = 0
            CROSS JOIN \(ours) r ON r.key = c.record
            WHERE c.record > ?1 AND c.record <= ?2 AND (\(differences.joined(separator: " OR ")))
            """
    }

    /// Parameter: the run.
    func outcomes(of index: Int) -> String {
        let column = plan.columns[index]
        return """
            INSERT INTO outcome (run, stage, entity, record, code, field, before, after)
            SELECT ?1, 'map', '\(plan.entity.rawValue)', id,
                CASE WHEN \(after(index)) IS NULL THEN 'cleared' ELSE 'updated' END,
                '\(column.attribute)', \(text(before(index), column.type)), \(text(after(index), column.type))
            FROM temp.map_row WHERE \(before(index)) IS NOT \(after(index)) ORDER BY record
            """
    }

    func count(of index: Int) -> String {
        "SELECT count(*), count(*) - count(\(after(index))) FROM temp.map_row "
            + "WHERE \(before(index)) IS NOT \(after(index))"
    }

    /// Which of some columns differ in a row of `map_row`: a bit for each.
    func difference(in indices: [Int]) -> String {
        let bits = indices.enumerated().map { "((\(before($1)) IS NOT \(after($1))) << \($0))" }
        return bits.isEmpty ? "0" : bits.joined(separator: " | ")
    }

    /// Parameters: the revision, and the `difference` in the rows that are meant. The plus has the few rows looked up in the
    /// table, not each row of the table in them.
    func update(of indices: [Int], where difference: String) -> String {
        let assignments = indices.map(assignment) + ["revision = ?1"]
        return """
            UPDATE \(ours) SET \(assignments.joined(separator: ", "))
            FROM temp.map_row WHERE \(ours).key = +map_row.record AND (\(difference)) = ?2
            """
    }

    /// The names of our columns that stand in an index.
    var indexedColumns: String {
        """
        SELECT DISTINCT part.name FROM pragma_index_list('\(plan.entity.rawValue)') AS list,
            pragma_index_info(list.name) AS part
        """
    }

    func columnName(_ index: Int) -> String {
        Self.columnName(plan.columns[index].attribute, entity: plan.entity)
    }

    private func assignment(_ index: Int) -> String { "\(quoted(columnName(index))) = map_row.\(after(index))" }

    private func old(_ column: MapPlan.Column) -> String {
        "r." + Self.column(column.attribute, entity: plan.entity)
    }

    private func new(_ column: MapPlan.Column) -> String {
        let present = old(column)
        var value = "m." + quoted(MirrorField.columnName(of: column.field))
        if column.ignoresNulls { value = "coalesce(\(value), \(present))" }
        guard hasHolds else { return value }
        return """
            CASE WHEN EXISTS (SELECT 1 FROM mapping_hold h WHERE h.entity = '\(plan.entity.rawValue)'
                AND h.record = c.record AND h.attribute = '\(column.attribute)') THEN \(present) ELSE \(value) END
            """
    }

    /// A value as the journal writes it.
    private func text(_ value: String, _ type: AttributeType) -> String {
        switch type {
        case .string: value
        case .number: "CASE typeof(\(value)) WHEN 'real' THEN exact_text(\(value)) ELSE CAST(\(value) AS TEXT) END"
        case .boolean: "CASE \(value) WHEN 0 THEN 'false' WHEN 1 THEN 'true' END"
        case .dateTime: "strftime('%Y-%m-%dT%H:%M:%fZ', \(value) / 1000.0, 'unixepoch')"
        }
    }
}
