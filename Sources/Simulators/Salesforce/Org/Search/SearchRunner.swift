/// Runs a search over the texts of records, as old as the index lags.
struct SearchRunner {
    let data: OrgData
    let now: Int64
    let lag: Int64
    private static let most = 2_000

    /// The records as JSON, separated by commas, object after object.
    func json(_ query: SOSLQuery, version: String) throws(SalesforceFault) -> [UInt8] {
        var output: [UInt8] = []
        var left = max(0, min(query.limit ?? Self.most, Self.most))
        let term = SearchTerm(query.term)
        for target in query.targets.isEmpty ? everything : query.targets {
            let planner = QueryPlanner(data: data, query: QueryText(text: target.soql), now: now)
            let plan = try planner.plan(try SOQLParser.parse(target.soql, now: now), includingDeleted: false)
            guard data.schema(plan.table).isSearchable else {
                throw SalesforceFault("INVALID_TYPE", "sObject type '\(target.object)' is not searchable")
            }
            let writer = RecordJSON(data: data, plan: plan, version: version) { _, _, output in
                output.append(contentsOf: "null".utf8)
            }
            for row in rows(of: plan, term, query.group).prefix(left) {
                if !output.isEmpty { output.append(UInt8(ascii: ",")) }
                writer.write(Int(row), to: &output)
                left -= 1
            }
        }
        return output
    }

    private var everything: [SOSLQuery.Target] {
        data.tables.filter { $0.schema.isSearchable && $0.rowCount > 0 && $0.schema.name != "KnowledgeArticleVersion" }
            .map { SOSLQuery.Target(object: $0.schema.name, soql: "SELECT Id FROM \($0.schema.name)") }
    }

    private func rows(of plan: QueryPlan, _ term: SearchTerm, _ group: String) -> [UInt32] {
        let fields = Self.fields(data.schema(plan.table), group)
        var found: [UInt32] = []
        for row in QueryRunner(data: data, plan: plan).orderedRows() {
            guard isIndexed(Int(row), plan.table) else { continue }
            let texts = fields.compactMap { field -> String? in
                guard case .text(let text) = data.value(plan.table, Int(row), field, now: now) else { return nil }
                return text
            }
            if term.matches(SearchTerm.searchable(texts)) { found.append(row) }
            if found.count == plan.offset + (plan.limit ?? Self.most) { break }
        }
        return Array(found.dropFirst(plan.offset))
    }

    /// What a file brought is indexed; a record that was created here is so once the lag has passed.
    private func isIndexed(_ row: Int, _ place: Int) -> Bool {
        let table = data.tables[place]
        guard lag > 0, table.overlay(row) != nil, let stamp = table.system.createdDate else { return true }
        return table.instant(row, stamp) + lag <= now
    }

    private static func fields(_ schema: ObjectSchema, _ group: String) -> [Int] {
        schema.fields.indices.filter { index in
            let field = schema.fields[index]
            switch group {
            case "NAME": return field.isNameField
            case "EMAIL": return field.type == .email
            case "PHONE": return field.type == .phone
            default: return field.type.isText && field.formula == nil
            }
        }
    }
}
