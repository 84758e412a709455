/// Everything of an organisation that can change.
struct OrgState: Sendable {
    var data: OrgData
    var writeLog: [LoggedWrite] = []
    /// How many records were created, over all objects: the number in the next id.
    private(set) var createdCount: UInt64 = 0
    private var lookups: [LookupKey: LookupIndex] = [:]

    private struct LookupKey: Hashable, Sendable {
        let table: Int
        let field: Int
    }

    init(data: OrgData) {
        self.data = data
    }

    /// A new id that no record has.
    mutating func newID(prefix: String, table: Int) -> SalesforceID {
        var id: SalesforceID
        repeat {
            createdCount += 1
            id = SalesforceID(prefix: prefix, instance: "9S", number: createdCount)
        } while data.tables[table].row(of: id) != nil
        return id
    }

    /// The number of the record created last, as an automatic number shows it.
    var autoNumber: String {
        let digits = String(1_000 + createdCount)
        return String(repeating: "0", count: max(8 - digits.count, 0)) + digits
    }

    /// Live rows in which an id or external-id field has this value.
    mutating func rows(_ table: Int, _ field: Int, is value: String) -> [Int] {
        if field == data.tables[table].system.id {
            guard let id = SalesforceID(value), let row = data.tables[table].row(of: id),
                !data.tables[table].isDeleted(row)
            else { return [] }
            return [row]
        }
        let folded = TextFolding.folded(value)
        guard !folded.isEmpty else { return [] }
        let key = LookupKey(table: table, field: field)
        if lookups[key] == nil { lookups[key] = LookupIndex(table: data.tables[table], field: field) }
        let candidates = lookups[key]?.candidates(folded) ?? []
        return candidates.filter { row in
            TextFolding.folded(data.tables[table].value(row, field).formulaText) == folded
                && !data.tables[table].isPurged(row) && !data.tables[table].isDeleted(row)
        }
    }

    // MARK: Changes

    mutating func create(_ id: SalesforceID, in table: Int, _ values: [(Int, FieldValue)]) {
        let row = data.tables[table].append(id, values)
        note(table, row, values)
        if let twin = twin(of: table) { _ = data.tables[twin].append(id, translated(values, from: table, to: twin)) }
    }

    mutating func change(_ row: Int, of table: Int, _ values: [(Int, FieldValue)]) {
        data.tables[table].write(row, values)
        note(table, row, values)
        if let twin = twin(of: table), let id = data.tables[table].id(row), let other = data.tables[twin].row(of: id) {
            data.tables[twin].write(other, translated(values, from: table, to: twin))
        }
    }

    mutating func purge(_ row: Int, of table: Int) {
        data.tables[table].purge(row)
    }

    private mutating func note(_ table: Int, _ row: Int, _ values: [(Int, FieldValue)]) {
        for (field, value) in values { lookups[LookupKey(table: table, field: field)]?.note(row, value) }
    }

    /// An article type's rows are the rows of KnowledgeArticleVersion too.
    private func twin(of table: Int) -> Int? {
        guard data.schema(table).name == "Knowledge__kav" else { return nil }
        return data.table(named: "KnowledgeArticleVersion")
    }

    private func translated(_ values: [(Int, FieldValue)], from table: Int, to twin: Int) -> [(Int, FieldValue)] {
        values.compactMap { field, value in
            data.schema(twin).index(of: data.schema(table).fields[field].name).map { ($0, value) }
        }
    }
}
