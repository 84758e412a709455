/// `IN (SELECT …)`: what Salesforce allows of it, and the ids it stands for.
struct SemiJoinPlanner {
    let planner: QueryPlanner
    let resolver: PathResolver

    private static let most = 2

    private var query: QueryText { planner.query }

    /// Refuses subqueries where there may be none.
    func check(_ condition: SOQLQuery.Condition) throws(SalesforceFault) {
        let joins = joins(in: condition, isAlternative: false)
        if let first = joins.first(where: \.isAlternative) {
            throw query.malformed("Semi join sub-selects are not allowed with the 'OR' operator", at: first.position)
        }
        guard joins.count <= Self.most else {
            throw query.malformed(
                "Maximum \(Self.most) semi join sub-selects are allowed", at: joins[Self.most].position)
        }
    }

    private func joins(
        in condition: SOQLQuery.Condition, isAlternative: Bool
    ) -> [(position: Int, isAlternative: Bool)] {
        switch condition {
        case .all(let parts): parts.flatMap { joins(in: $0, isAlternative: isAlternative) }
        case .any(let parts): parts.flatMap { joins(in: $0, isAlternative: true) }
        case .not(let part): joins(in: part, isAlternative: isAlternative)
        case .isIn(let operand, _, _): [(operand.position, isAlternative)]
        case .compare, .isAmong, .includes: []
        }
    }

    /// The ids that a subquery finds for a field of the outer query.
    func ids(
        of inner: SOQLQuery, for outer: FieldPath, _ operand: SOQLQuery.Operand
    ) throws(SalesforceFault) -> Set<SalesforceID> {
        guard outer.schema.type.isID else {
            throw query.malformed(
                "semi join sub-selects need an id or a reference on the left", at: inner.object.position)
        }
        if let condition = inner.condition, !joins(in: condition, isAlternative: false).isEmpty {
            throw query.malformed("Nesting of semi join sub-selects is not supported", at: operand.position)
        }
        let plan = try planner.plan(inner, includingDeleted: false)
        guard plan.table != resolver.table else {
            throw query.malformed(
                "The inner and outer selects should not be on the same object type", at: operand.position)
        }
        guard plan.columns.count == 1, plan.columns[0].schema.type.isID else {
            throw query.malformed(
                "semi join sub-selects can only query id fields, cannot use: '\(plan.columns.first?.text ?? "")'",
                at: inner.object.position)
        }
        guard !targets(of: plan.columns[0], plan.table).isDisjoint(with: targets(of: outer, resolver.table)) else {
            throw query.malformed(
                "The selected field '\(plan.columns[0].text)' in the subquery and the left operand field in the where"
                    + " expression in the outer query '\(outer.text)' should point to the same object type",
                at: operand.position)
        }
        return ids(plan)
    }

    private func ids(_ plan: QueryPlan) -> Set<SalesforceID> {
        var ids: Set<SalesforceID> = []
        for row in QueryRunner(data: planner.data, plan: plan).rows() {
            if case .text(let text) = plan.columns[0].value(planner.data, plan.table, Int(row), now: planner.now),
                let id = SalesforceID(text)
            {
                ids.insert(id)
            }
        }
        return ids
    }

    /// The objects whose ids a field may hold.
    private func targets(of path: FieldPath, _ table: Int) -> Set<String> {
        guard path.schema.type == .id else { return Set(path.schema.referenceTo) }
        return path.hops.isEmpty
            ? [planner.data.schema(table).name] : Set(path.leaf.keys.map { planner.data.schema($0).name })
    }
}
