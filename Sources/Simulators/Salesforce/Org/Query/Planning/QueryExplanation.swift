/// How a query would be run, in the form of the `explain` parameter: by an index if a condition allows one, else row by row.
struct QueryExplanation {
    let data: OrgData
    let table: Int
    let text: String
    let condition: SOQLQuery.Condition?
    /// How many records the conditions leave.
    let cardinality: Int

    private var schema: ObjectSchema { data.schema(table) }

    var json: JSONValue {
        let count = data.tables[table].liveCount
        let conditions = filters(condition)
        let indexed = conditions.filter(\.isIndexed).map(\.name)
        // An index pays up to three tenths of the records.
        let indexCost = Double(cardinality) / max(1, Double(count) * 0.3)
        let scanCost = 1 + Double(cardinality) / max(1, Double(count))
        var plans: [JSONValue] = []
        if !indexed.isEmpty { plans.append(plan("Index", indexed, cost: indexCost, notes: [])) }
        let notes = conditions.filter { !$0.isIndexed }.map { note($0.name) } + [note("IsDeleted")]
        plans.append(plan("TableScan", [], cost: scanCost, notes: notes))
        if indexCost > scanCost { plans.reverse() }
        return .members(["plans": .list(plans), "sourceQuery": .text(text)])
    }

    private func plan(_ operation: String, _ fields: [String], cost: Double, notes: [JSONValue]) -> JSONValue {
        .members([
            "cardinality": .integer(cardinality), "fields": .list(fields.map(JSONValue.text)),
            "leadingOperationType": .text(operation), "notes": .list(notes),
            "relativeCost": .number("\(cost)"), "sobjectCardinality": .integer(data.tables[table].liveCount),
            "sobjectType": .text(schema.name),
        ])
    }

    private func note(_ field: String) -> JSONValue {
        .members([
            "description": "Not considering filter for optimization because unindexed",
            "fields": .list([.text(field)]), "tableEnumOrId": .text(schema.name),
        ])
    }

    /// What every record must fulfil, alternatives aside.
    private func filters(_ condition: SOQLQuery.Condition?) -> [(name: String, isIndexed: Bool)] {
        switch condition {
        case .all(let parts): parts.flatMap { filters($0) }
        case .compare(let operand, let comparison, _):
            [filter(operand, isSelective: comparison != .notEqual && comparison != .like)]
        case .isAmong(let operand, _, let isNegated), .isIn(let operand, _, let isNegated):
            [filter(operand, isSelective: !isNegated)]
        default: []
        }
    }

    private func filter(_ operand: SOQLQuery.Operand, isSelective: Bool) -> (name: String, isIndexed: Bool) {
        let name = operand.field?.text ?? ""
        guard let field = schema[name] else { return (name, false) }
        return (field.name, isSelective && operand.function == nil && field.isIndexed)
    }
}

extension FieldSchema {
    /// Whether an organisation keeps an index of this field unasked.
    fileprivate var isIndexed: Bool {
        type.isID || isIDLookup || isNameField || isUnique || name == "CreatedDate" || name == "SystemModstamp"
    }
}

extension SalesforceOrg {
    /// The answer to `explain`.
    func explanation(of soql: String) throws(SalesforceFault) -> JSONValue {
        let now = clock()
        let data = snapshot()
        let parsed = try SOQLParser.parse(soql, now: now)
        let planner = QueryPlanner(data: data, query: QueryText(text: soql), now: now)
        let plan = try planner.plan(parsed, includingDeleted: false)
        let found = QueryRunner(data: data, plan: plan).matching(stopsEarly: false)
        return QueryExplanation(
            data: data, table: plan.table, text: soql, condition: parsed.condition, cardinality: found.count
        ).json
    }
}
