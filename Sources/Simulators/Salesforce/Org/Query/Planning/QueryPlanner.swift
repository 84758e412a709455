/// Turns a parsed query into a plan, or into the fault Salesforce would give.
struct QueryPlanner {
    let data: OrgData
    let query: QueryText
    let now: Int64

    func plan(_ soql: SOQLQuery, includingDeleted: Bool) throws(SalesforceFault) -> QueryPlan {
        guard let table = data.table(named: soql.object.text), data.schema(table).isQueryable else {
            if data.table(named: soql.object.text) != nil {
                throw SalesforceFault(
                    "INVALID_TYPE_FOR_OPERATION", "entity type \(soql.object.text) does not support query")
            }
            throw query.noSuchType(soql.object.text, at: soql.object.position)
        }
        if let object = DefinitionObject(named: soql.object.text) { try DefinitionFilter(object: object).check(soql) }
        if data.schema(table).name == "ContentDocumentLink" { try checkLinks(soql.condition) }
        return try plan(soql, table: table, includesDeleted: includingDeleted || soql.includesDeleted)
    }

    /// Links between files and records are found by either side alone.
    private func checkLinks(_ condition: SOQLQuery.Condition?) throws(SalesforceFault) {
        let ids = ["id", "contentdocumentid", "linkedentityid"]
        guard let condition, condition.pins({ ids.contains($0.lowercased()) }) else {
            throw SalesforceFault(
                "MALFORMED_QUERY",
                "Implementation restriction: ContentDocumentLink requires a filter by a single Id on ContentDocumentId or"
                    + " LinkedEntityId using the equals operator or multiple Id's using the IN operator.")
        }
    }

    private func plan(_ soql: SOQLQuery, table: Int, includesDeleted: Bool) throws(SalesforceFault) -> QueryPlan {
        let resolver = PathResolver(
            data: data, query: query, table: table, alias: soql.alias, parents: soql.parents)
        for parent in soql.parents {
            _ = try resolver.path(SOQLQuery.Name(text: parent.alias + ".Id", position: parent.path.position))
        }
        let conditions = ConditionPlanner(planner: self, resolver: resolver)
        var predicate = Predicate.always
        if let condition = soql.condition {
            try SemiJoinPlanner(planner: self, resolver: resolver).check(condition)
            predicate = try conditions.predicate(condition)
        }
        if let offset = soql.offset, offset > 2_000 {
            throw SalesforceFault("NUMBER_OUTSIDE_VALID_RANGE", "Maximum SOQL offset allowed is 2000")
        }
        var selection = SelectionPlanner(
            planner: self, resolver: resolver, soql: soql, includesDeleted: includesDeleted)
        try selection.plan()
        return QueryPlan(
            table: table, kind: selection.kind, nodes: selection.nodes, columns: selection.columns,
            children: selection.children, predicate: predicate,
            order: selection.aggregation == nil ? try ordering(soql, resolver) : [], limit: soql.limit,
            offset: soql.offset ?? 0, includesDeleted: includesDeleted, aggregation: selection.aggregation,
            bulkRefusal: BulkRefusal.fault(of: soql, columns: selection.columns, schema: data.schema(table)), now: now)
    }

    /// The plan of a child subquery on one of the parent's relationships.
    func children(_ soql: SOQLQuery, of parent: Int, includesDeleted: Bool) throws(SalesforceFault)
        -> QueryPlan.Children
    {
        let wanted = (soql.object.parts.last ?? "").lowercased()
        let relationship = data.schema(parent).childRelationships.first { $0.name?.lowercased() == wanted }
        guard let relationship, let name = relationship.name, let table = data.table(named: relationship.child),
            let reference = data.schema(table).index(of: relationship.field)
        else {
            throw query.fault(
                "INVALID_TYPE",
                "Didn't understand relationship '\(soql.object.text)' in FROM part of query call. If you are attempting to use"
                    + " a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference"
                    + " your WSDL or the describe call for the appropriate names.", at: soql.object.position)
        }
        guard !soql.hasAggregates else {
            throw query.malformed("only root queries support aggregate expressions", at: soql.object.position)
        }
        let plan = try plan(soql, table: table, includesDeleted: includesDeleted)
        return QueryPlan.Children(name: name, plan: plan, reference: reference)
    }

    private func ordering(_ soql: SOQLQuery, _ resolver: PathResolver) throws(SalesforceFault) -> [QueryPlan.Ordering] {
        var order: [QueryPlan.Ordering] = []
        for item in soql.order {
            guard let name = item.operand.field else {
                throw query.malformed("unexpected token: 'COUNT'", at: item.operand.position)
            }
            let path = try resolver.path(name, function: item.operand.function)
            guard path.schema.isSortable else {
                throw query.malformed(
                    "field '\(path.schema.name)' can not be sorted in a query call", at: name.position)
            }
            order.append(QueryPlan.Ordering(path: path, ascends: item.ascends, nullsFirst: item.nullsFirst))
        }
        return order
    }
}

/// What the Bulk APIs refuse that REST answers.
enum BulkRefusal {
    static func fault(of soql: SOQLQuery, columns: [FieldPath], schema: ObjectSchema) -> SalesforceFault? {
        if soql.hasAggregates || soql.having != nil {
            return SalesforceFault(
                "FUNCTIONALITY_NOT_ENABLED", "Aggregate functions and GROUP BY are not supported in Bulk Query")
        }
        if soql.offset != nil {
            return SalesforceFault("FUNCTIONALITY_NOT_ENABLED", "OFFSET is not supported in Bulk Query")
        }
        for item in soql.items {
            switch item {
            case .children:
                return SalesforceFault(
                    "FUNCTIONALITY_NOT_ENABLED", "Aggregate Relationships not supported in Bulk Query")
            case .typeOf:
                return SalesforceFault("FUNCTIONALITY_NOT_ENABLED", "TYPEOF is not supported in Bulk Query")
            default: break
            }
        }
        if columns.contains(where: { $0.schema.type.isCompound }) {
            return SalesforceFault(
                "FUNCTIONALITY_NOT_ENABLED", "Selecting compound data not supported in Bulk Query")
        }
        let isDefinition = DefinitionObject(named: schema.name) != nil
        if schema.isAssociate && schema.name.hasSuffix("Feed") || schema.name == "CaseArticle" || isDefinition {
            return SalesforceFault("INVALIDENTITY", "Entity '\(schema.name)' is not supported by the Bulk API.")
        }
        return nil
    }
}
