import Domain

/// The statements of an upsert: parameters are the plan's columns in order, then the revision, and for persons the
/// normalised e-mail.
struct RecordSQL {
    let insert: String
    let update: String
    /// Finds the row that an update would change.
    let differs: String
    /// Where a person's e-mail stands among the columns.
    let emailIndex: Int?

    init(_ plan: ImportPlan) {
        let table = RecordTable(plan.kind)
        let emailIndex = plan.kind == .persons ? plan.columns.firstIndex { $0.name == "email" } : nil
        self.emailIndex = emailIndex

        var columns = plan.columns.enumerated().map { Assignment($1, parameter: $0 + 1, plan.emptyCells) }
        if table.hasRevision { columns.append(Assignment(name: "revision", value: "?\(plan.columns.count + 1)")) }
        if let emailIndex {
            var key = Assignment(name: "email_key", value: "?\(plan.columns.count + 2)")
            // The key goes with its e-mail.
            if plan.emptyCells != .clear {
                key.updated = "CASE WHEN ?\(emailIndex + 1) IS NULL THEN email_key ELSE \(key.inserted) END"
            }
            columns.append(key)
        }
        let keys = columns.prefix { $0.isKey }
        let values = columns.dropFirst(keys.count)
        let names = { (some: ArraySlice<Assignment>) in some.map(\.name).joined(separator: ", ") }

        insert = """
            INSERT INTO \(quoted(table.name)) (\(names(columns[...])))
            VALUES (\(columns.map(\.inserted).joined(separator: ", ")))
            ON CONFLICT (\(names(keys))) DO NOTHING
            """
        // A row that is all key never differs.
        let compared = values.filter(\.isCompared)
        let differences = compared.isEmpty ? ["0"] : compared.map { "\($0.name) IS NOT \($0.updated)" }
        let assigned = values.isEmpty ? keys : values
        let condition = """
            WHERE \(keys.map { "\($0.name) = \($0.inserted)" }.joined(separator: " AND "))
                AND (\(differences.joined(separator: " OR ")))
            """
        update = """
            UPDATE \(quoted(table.name)) SET \(assigned.map { "\($0.name) = \($0.updated)" }.joined(separator: ", "))
            \(condition)
            """
        differs = "SELECT 1 FROM \(quoted(table.name)) \(condition)"
    }
}

/// A column of a record, and what is written into it.
private struct Assignment {
    let name: String
    let inserted: String
    var updated: String
    let isKey: Bool
    /// A row differs where one of these does.
    let isCompared: Bool
    private static let emptied = "CAST(X'FF' AS TEXT)"

    init(_ column: ImportPlan.Column, parameter: Int, _ emptyCells: ImportPlan.EmptyCells) {
        name = quoted(column.storedName)
        let filled = { (value: String) in
            let value = emptyCells == .keepUnlessEmptied && !column.isKey ? "nullif(\(value), \(Self.emptied))" : value
            return RecordTable.standIn(for: column).map { "coalesce(\(value), \($0))" } ?? value
        }
        inserted = filled("?\(parameter)")
        // Over a row that is there, an empty cell may mean that nothing is said.
        updated = emptyCells == .clear ? inserted : filled("coalesce(?\(parameter), \(name))")
        if column.onlyRises { updated = "CASE WHEN \(name) >= ?\(parameter) THEN \(name) ELSE \(updated) END" }
        isKey = column.isKey
        isCompared = true
    }

    init(name: String, value: String) {
        self.name = name
        inserted = value
        updated = value
        isKey = false
        isCompared = false
    }
}
